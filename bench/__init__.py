"""Measures, never asserts: what a run costs beside the processes that it starts."""
