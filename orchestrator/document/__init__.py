"""Text of a task file in, what it says out: no reference is resolved and nothing runs."""
