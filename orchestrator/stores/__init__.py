"""Where plans and events are kept: adapters of the ports in `run`."""
