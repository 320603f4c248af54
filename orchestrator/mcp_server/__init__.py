"""Serves coding agents over MCP; a shell over the operations, which know nothing of it."""
