# fails: apart, beside, crowded
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" create deployment "$WEB-set" --image=marina/busybox:1 --replicas=3 -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-set" --timeout=60s
