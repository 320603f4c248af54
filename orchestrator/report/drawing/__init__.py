"""Pictures of a plan and of a run as values: what stands where; writes no markup."""
