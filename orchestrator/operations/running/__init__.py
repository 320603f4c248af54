"""Runs begin, go on, and are stopped; what may run, and with what."""
