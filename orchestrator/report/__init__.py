"""What is written down about a run; knows plan and events, no store and no terminal."""
