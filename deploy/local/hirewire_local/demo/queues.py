"""How many messages still lie in the broker's queues."""

from collections.abc import Mapping

import aio_pika
from hirewire_chassis.provision import SERVICES
from hirewire_chassis.topology import backbone, dead_queue


async def queue_depths(amqp_url: str) -> Mapping[str, int]:
    """Messages ready in the shared queues and in the services' dead-letter queues."""
    names = [queue.name for queue in backbone().queues]
    names += [dead_queue(service) for service in SERVICES]
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        queues = [await channel.declare_queue(name, passive=True) for name in names]
        return {queue.name: queue.declaration_result.message_count or 0 for queue in queues}
