# fails: healed
kubectl -n "$NAMESPACE" create deployment "$WEB" --image=marina/busybox:1 --replicas="$COPIES" -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
