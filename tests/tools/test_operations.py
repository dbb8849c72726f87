"""The operator's page tells of every metric and every part of readiness, and of no others."""

import re
from pathlib import Path

from hirewire_chassis.metrics import Metrics
from hirewire_chassis.runtime import Runtime
from hirewire_gateway.http.metrics import RequestMetrics
from hirewire_jobs.settings import JobsSettings
from prometheus_client import Metric

PAGE = (Path(__file__).parents[2] / "docs/operations.md").read_text("utf-8")


def shown_as(metric: Metric) -> str:
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


def test_every_metric_is_explained() -> None:
    metrics = Metrics("jobs")
    RequestMetrics(metrics.registry)
    made = {shown_as(metric) for metric in metrics.registry.collect()}
    assert set(re.findall(r"^\| `(hirewire_\w+)` \|", PAGE, re.MULTILINE)) == made


async def test_every_part_of_readiness_is_explained() -> None:
    nowhere = {
        "database_url": "postgresql://nobody@127.0.0.1:1/none",
        "amqp_url": "amqp://nobody@127.0.0.1:1/",
    }
    runtime = Runtime(JobsSettings.model_validate(nowhere), ())
    parts = PAGE.partition("## Parts of")[2].partition("## Metrics")[0]
    assert re.findall(r"^\| `(\w+)` \|", parts, re.MULTILINE) == list(await runtime.readiness())
    await runtime.database.close()
