# fails: lives, startup
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"containers":[{"name":"main","livenessProbe":{"failureThreshold":30}}]}}}}'
