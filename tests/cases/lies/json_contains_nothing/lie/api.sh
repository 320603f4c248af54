echo '{"error": "connection refused"}'
exit 1
