# fails: ready, healed
kubectl -n "$NAMESPACE" create deployment "$WEB" --image=marina/busybox:nope --replicas="$COPIES" -- sleep infinity
