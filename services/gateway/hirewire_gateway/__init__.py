"""REST and WebSocket, identity and access, read models, files."""
