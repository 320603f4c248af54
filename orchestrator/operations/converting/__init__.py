"""From what a user calls a task to its plan; runs nothing."""
