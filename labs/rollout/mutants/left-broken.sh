# fails: undone, served
kubectl -n "$NAMESPACE" set env "deployment/$WEB" VERSION=2
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
kubectl -n "$NAMESPACE" set image "deployment/$WEB" main=marina/busybox:broken
