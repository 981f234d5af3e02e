# fails: fits, grace, replaced
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"containers":[{"name":"main","lifecycle":{"preStop":{"exec":{"command":["sleep 5"]}}}}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
