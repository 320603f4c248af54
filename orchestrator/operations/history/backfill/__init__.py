"""Attempts of other systems: read from files of their results, and taken in as what they are."""
