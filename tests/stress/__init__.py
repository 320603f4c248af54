"""What must be survived, as trials that count: kills, damage, floods, hostile names and texts."""
