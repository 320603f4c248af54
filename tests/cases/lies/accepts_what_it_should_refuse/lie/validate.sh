test -s "$1" || exit 3
