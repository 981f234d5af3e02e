# fails: ready, healed
kubectl -n "$NAMESPACE" create deployment "$WEB" --image=marina/busybox:1 --replicas="$((COPIES - 1))" -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" delete "$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o name | head -n 1)" --now
