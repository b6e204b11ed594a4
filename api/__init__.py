"""The HTTP API: addresses, shapes and status codes. What a hotel may do is decided in PostgreSQL."""
