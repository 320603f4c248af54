"""The tests, and with `python -m tests` every gate that a change must pass."""
