"""Who is told of events: lines, JSON, GitHub, a log. Each knows events and nothing of engines."""
