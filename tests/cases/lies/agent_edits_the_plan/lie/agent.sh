cat > /dev/null
python3 easier.py
