"""A document in, a validated DAG out: the plan, its ids, edges and fingerprints."""
