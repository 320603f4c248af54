"""Every attempt ever made, to be asked about: traced, counted, compared, exported, thrown away."""
