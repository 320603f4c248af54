"""Pieces of task-master's files: fields of its text, its JSON."""
