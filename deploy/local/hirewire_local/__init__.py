"""The local platform: embedded PostgreSQL, a private RabbitMQ node, an SMTP catcher and the five services."""
