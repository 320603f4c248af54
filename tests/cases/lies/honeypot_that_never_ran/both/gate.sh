test "$1" != forged
