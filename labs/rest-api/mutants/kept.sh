# fails: gone
echo '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"'"$NAME"'"},"data":{"color":"'"$COLOR"'"}}' | kubectl create --raw "/api/v1/namespaces/$NAMESPACE/configmaps" -f -
kubectl -n "$NAMESPACE" patch configmap "$NAME" -p '{"data":{"size":"large"}}'
kubectl -n "$NAMESPACE" label configmap "$NAME" checked=yes
