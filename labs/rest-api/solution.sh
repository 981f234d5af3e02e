echo '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"'"$NAME"'"},"data":{"color":"'"$COLOR"'"}}' | kubectl create --raw "/api/v1/namespaces/$NAMESPACE/configmaps" -f -
kubectl -n "$NAMESPACE" patch configmap "$NAME" --type json -p '[{"op":"add","path":"/data/size","value":"large"}]'
kubectl get --raw "/api/v1/namespaces/$NAMESPACE/configmaps/$NAME" | jq '.metadata.labels.checked = "yes"' | kubectl replace --raw "/api/v1/namespaces/$NAMESPACE/configmaps/$NAME" -f -
kubectl delete --raw "/api/v1/namespaces/$NAMESPACE/configmaps/$NAME"
