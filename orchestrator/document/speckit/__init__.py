"""Pieces of spec-kit's `tasks.md`: task lines, phases, and what each waits for."""
