"""One execution of a plan: events are the truth, state is their fold."""
