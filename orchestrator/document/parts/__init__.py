"""Readers of the parts of a subtask, one kind of content a file."""
