"""The tool as agents drive it, over the Model Context Protocol; decides nothing itself.

Optional extra `mcp`. Each tool is thin over an operation, and has a command that does the same.
"""
