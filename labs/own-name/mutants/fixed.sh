# fails: labels, limit, name
kubectl -n "$NAMESPACE" create deployment "$WEB" --image=marina/busybox:1 --replicas=2 -- sleep infinity
kubectl -n "$NAMESPACE" set env "deployment/$WEB" "MY_POD=$WEB-1" MY_NODE=node-1 "MY_MEMORY=$MEMORY"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
