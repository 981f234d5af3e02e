# fails: repaired
kubectl -n "$NAMESPACE" expose deployment "$WEB" --port=80 --target-port="$PORT"
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=5
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
