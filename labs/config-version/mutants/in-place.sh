# fails: back, fixed, map, second
kubectl -n "$NAMESPACE" patch configmap "$WEB-1" --type merge -p '{"data":{"color":"'"$OTHER"'"}}'
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
