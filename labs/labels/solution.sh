kubectl -n "$NAMESPACE" label --overwrite "$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o name | head -n 1)" "app=$WEB-quarantine"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
