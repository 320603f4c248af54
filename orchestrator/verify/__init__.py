"""What happened held against what was expected; pure, reads no file and starts nothing."""
