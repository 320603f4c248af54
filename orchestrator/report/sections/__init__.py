"""The sections of a subtask's report: one file, one rule and one function each."""
