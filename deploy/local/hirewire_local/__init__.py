"""The whole of Hirewire on one machine: PostgreSQL, RabbitMQ, an SMTP catcher, the services."""
