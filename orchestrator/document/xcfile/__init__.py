"""Pieces of xc's files: tasks, what they become, their order."""
