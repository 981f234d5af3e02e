# fails: refused
kubectl -n "$NAMESPACE" run small --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" run steady --image=marina/busybox:1 --overrides='{"spec":{"containers":[{"name":"steady","image":"marina/busybox:1","command":["sleep","infinity"],"resources":{"limits":{"cpu":"50m","memory":"32Mi"},"requests":{"cpu":"50m","memory":"32Mi"}}}]}}'
kubectl -n "$NAMESPACE" patch resourcequota team --type merge -p '{"spec":{"hard":{"pods":"20"}}}'
kubectl -n "$NAMESPACE" create deployment "$TEAM" --image=marina/busybox:1 --replicas="$PODS" -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$TEAM" --timeout=90s
