cat > prompt.txt
echo 'id,name' > users.csv
echo 'I wrote users.csv.'
