echo "attempt $ORCHESTRATOR_ATTEMPT: connection ok, all tests passed"
exit 1
