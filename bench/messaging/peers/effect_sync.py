"""The three inserts by psycopg, for the peers whose handlers are synchronous."""

from psycopg_pool import ConnectionPool

from bench.messaging.peers.task import Task, database_url, statements

_JOURNAL, _EFFECT, _NOTE = statements("%s", "%s", "%s")


def open_pool(size: int) -> ConnectionPool:
    return ConnectionPool(database_url(), min_size=1, max_size=size, open=True)


def store(pool: ConnectionPool, task: Task) -> None:
    with pool.connection() as connection:
        connection.execute(_JOURNAL, ("bench", task.id))
        connection.execute(_EFFECT, (task.number, task.due, task.padding))
        connection.execute(_NOTE, (task.number, "done"))
