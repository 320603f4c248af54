"""A file of each dialect in each of its notations, and beside it the plan that comes of it."""
