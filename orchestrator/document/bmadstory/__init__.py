"""Pieces of BMAD's stories: sections, criteria and what ties them, records."""
