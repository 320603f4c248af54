cat > /dev/null
python3 attested.py
