grep -q good "$1"
