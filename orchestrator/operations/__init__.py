"""One file a verb: what the commands do, over ports; no adapter and no terminal is known."""
