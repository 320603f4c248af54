kill -SEGV $PPID
sleep 1
