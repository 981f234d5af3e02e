# fails: rule, two
kubectl label "$(kubectl get nodes -o name | sed -n 1p)" "lab/zone=$ONE" --overwrite
kubectl -n "$NAMESPACE" create deployment "$WEB" --image=marina/busybox:1 --replicas=6 -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
