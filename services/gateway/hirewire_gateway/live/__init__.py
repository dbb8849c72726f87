"""What happens, told at once: to waiting requests and to WebSockets."""
