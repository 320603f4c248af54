grep -q '</total>' "$1" || exit 3
