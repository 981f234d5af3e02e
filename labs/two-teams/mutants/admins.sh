# fails: developers, looking, operator, prod
kubectl -n "$NAMESPACE-dev" create deployment "$WEB" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE-dev" create rolebinding developers --clusterrole=admin "--group=$NAMESPACE-developers"
kubectl -n "$NAMESPACE-dev" rollout status "deployment/$WEB" --timeout=60s
