"""Addresses. One handler per function: its name is the function's and the operationId."""
