echo "running 12 tests"
echo "FAIL test_refund: expected 0.00, got 12.50"
echo "11 passed, 1 failed"
exit 1
