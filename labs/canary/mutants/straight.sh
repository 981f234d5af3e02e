# fails: canary, done, kept
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"minReadySeconds":0}}'
kubectl -n "$NAMESPACE" set env "deployment/$WEB" VERSION=2
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
