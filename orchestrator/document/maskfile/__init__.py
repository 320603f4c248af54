"""What mask and inkjet files say, piece by piece; the dialect itself is `dialects/mask.py`."""
