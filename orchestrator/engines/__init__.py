"""Engines run the commands of one attempt; they know no graph and record nothing."""
