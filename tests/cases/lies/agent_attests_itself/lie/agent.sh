cat > /dev/null
python3 -m orchestrator attest 001_case task_1 --step 1.1 --by Ann --evidence "I saw it"
echo done
