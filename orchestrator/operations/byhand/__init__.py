"""What people and agents do by hand: claimed, handed in, answered, judged."""
