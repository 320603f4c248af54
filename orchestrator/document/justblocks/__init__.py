"""Pieces of `just` blocks: the grammar of recipes, their calls and commands."""
