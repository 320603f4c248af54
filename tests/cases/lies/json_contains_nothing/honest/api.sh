echo '{"status": "up", "uptime_s": 12}'
