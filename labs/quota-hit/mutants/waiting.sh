# fails: limit, updated
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" set env "deployment/$WEB" COLOR=green
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedCreate | grep -q 'exceeded quota'; do sleep 0.2; done
