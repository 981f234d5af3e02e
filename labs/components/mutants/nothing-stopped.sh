# fails: controller-back, held, scheduler-back, stuck
kubectl -n "$NAMESPACE" run "$WEB-alone" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas="$COPIES"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
