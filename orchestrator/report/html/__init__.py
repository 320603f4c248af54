"""A run's report as one page: what stands on it and how much of each text; writes no markup."""
