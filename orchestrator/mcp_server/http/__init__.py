"""The MCP server over HTTP: who may call it, its token, its socket; knows no tool."""
