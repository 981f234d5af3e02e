# fails: best, burst, filled, range, sure
kubectl -n "$NAMESPACE" apply -f - <<'YAML'
apiVersion: v1
kind: LimitRange
metadata: {name: usual}
spec: {limits: [{type: Container, default: {memory: 128Mi}}]}
YAML
kubectl -n "$NAMESPACE" run "$WEB-best" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" run "$WEB-forgot" --image=marina/busybox:1 -- sleep infinity
