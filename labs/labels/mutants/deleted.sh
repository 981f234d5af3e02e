# fails: released
kubectl -n "$NAMESPACE" delete "$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o name | head -n 1)" --now
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
