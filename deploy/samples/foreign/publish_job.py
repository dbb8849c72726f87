"""A program that is not Hirewire's: it posts a job with plain pika and the published JSON Schema.

    publish_job.py AMQP_URL SCHEMA JOB.json

It imports nothing of Hirewire, checks its message against the schema file before it sends, waits
for the broker's confirm and prints the id of the job that it asked for. Workspace, role and actor
need not be said: its login was granted them.
"""

import argparse
import json
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pika

COMMAND = "jobs.create_job.v1"
EXCHANGE = "hirewire.commands"


def cloud_event(job: dict[str, Any]) -> dict[str, Any]:
    """The command as a CloudEvent 1.0 in structured JSON."""
    job_id = str(uuid.uuid4())
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/foreign/job-board",
        "type": COMMAND,
        "subject": job_id,
        "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": {"job_id": job_id, "job": job, "publish": True},
    }


def send(url: str, event: dict[str, Any]) -> None:
    """Returns once the broker has taken the message; raises pika's error when it has not."""
    parameters = pika.URLParameters(url)
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.confirm_delivery()
    channel.basic_publish(
        EXCHANGE,
        COMMAND,
        json.dumps(event).encode(),
        pika.BasicProperties(
            content_type="application/cloudevents+json",
            delivery_mode=2,
            message_id=event["id"],
            user_id=parameters.credentials.username,
        ),
        mandatory=True,
    )
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("schema", type=Path)
    parser.add_argument("job", type=Path)
    arguments = parser.parse_args()
    job = json.loads(arguments.job.read_text(encoding="utf-8"))
    event = cloud_event(job)
    jsonschema.validate(event, json.loads(arguments.schema.read_text(encoding="utf-8")))
    send(arguments.url, event)
    sys.stdout.write(f"{event['data']['job_id']}\n")


if __name__ == "__main__":
    main()
