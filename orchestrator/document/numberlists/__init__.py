"""Pieces of lists of numbered boxes, as Kiro and OpenSpec have them: groups, waves, order."""
