"""Markdown task files in, validated DAGs run, nothing called done without proof."""

__version__ = "0.1.0"
