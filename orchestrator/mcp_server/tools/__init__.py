"""One file a tool: a function that makes it from `Acting`, named and described for agents."""
