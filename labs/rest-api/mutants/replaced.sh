# fails: gone, labelled, patched
echo '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"'"$NAME"'"},"data":{"color":"'"$COLOR"'"}}' | kubectl create --raw "/api/v1/namespaces/$NAMESPACE/configmaps" -f -
echo '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"'"$NAME"'"},"data":{"size":"large"}}' | kubectl replace --raw "/api/v1/namespaces/$NAMESPACE/configmaps/$NAME" -f -
