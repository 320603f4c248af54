"""How runs stand, and all that is written or found of them; changes no run."""
