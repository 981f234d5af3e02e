# fails: variable
kubectl -n "$NAMESPACE" set env "deployment/$WEB" -c page TITLE=anything
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
