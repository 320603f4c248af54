"""The commands below `history`, one a module; what several of them say stands in `told.py`."""
