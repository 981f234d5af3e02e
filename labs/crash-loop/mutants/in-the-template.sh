# fails: setting
kubectl -n "$NAMESPACE" set env "deployment/$WEB" "DATABASE=$DB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
