"""A plan written as a native task file that gives the same plan when it is read."""
