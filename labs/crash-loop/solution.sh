kubectl -n "$NAMESPACE" patch configmap "$WEB-settings" --type merge -p '{"data":{"DATABASE":"'"$DB"'","DATABSE":null}}'
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
