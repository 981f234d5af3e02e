kubectl -n "$NAMESPACE" run "$WEB-best" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" run "$WEB-burst" --image=marina/busybox:1 --overrides='{"spec":{"containers":[{"name":"main","image":"marina/busybox:1","command":["sleep","infinity"],"resources":{"requests":{"cpu":"'"$CPU"'"}}}]}}'
kubectl -n "$NAMESPACE" run "$WEB-sure" --image=marina/busybox:1 --overrides='{"spec":{"containers":[{"name":"main","image":"marina/busybox:1","command":["sleep","infinity"],"resources":{"limits":{"cpu":"50m","memory":"32Mi"}}}]}}'
kubectl -n "$NAMESPACE" apply -f - <<'YAML'
apiVersion: v1
kind: LimitRange
metadata: {name: usual}
spec: {limits: [{type: Container, default: {memory: 64Mi}, max: {memory: 256Mi}}]}
YAML
kubectl -n "$NAMESPACE" run "$WEB-forgot" --image=marina/busybox:1 -- sleep infinity
