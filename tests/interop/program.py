"""A program that is not Hirewire's, in plain pika: it knows the JSON Schemas and nothing else.

program.py AMQP_URL SCHEMAS QUEUE FEED COMMAND.json

It hears the events of its workspace in QUEUE, publishes the command, and prints, one JSON per line,
every event until the one about the command's subject has come.
"""

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pika


def check(schemas: Path, event: dict[str, Any]) -> None:
    schema = json.loads((schemas / f"{event['type']}.json").read_text(encoding="utf-8"))
    jsonschema.validate(event, schema)


def main() -> None:
    url, folder, queue, feed, file = sys.argv[1:]
    schemas = Path(folder)
    command = json.loads(Path(file).read_text(encoding="utf-8"))
    check(schemas, command)
    parameters = pika.URLParameters(url)
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_bind(queue, feed, "jobs.*.v1")
    channel.confirm_delivery()
    channel.basic_publish(
        "hirewire.commands",
        command["type"],
        json.dumps(command).encode(),
        pika.BasicProperties(
            content_type="application/cloudevents+json",
            delivery_mode=2,
            message_id=command["id"],
            user_id=parameters.credentials.username,
        ),
        mandatory=True,
    )
    for method, _, body in channel.consume(queue, inactivity_timeout=30):
        event = json.loads(body)
        check(schemas, event)
        sys.stdout.write(json.dumps(event) + "\n")
        channel.basic_ack(method.delivery_tag)
        if event["subject"] == command["subject"]:
            break
    connection.close()


if __name__ == "__main__":
    main()
