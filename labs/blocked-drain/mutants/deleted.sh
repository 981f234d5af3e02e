# fails: evicted, kept, second
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" delete pods -l "app=$WEB" --now
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
