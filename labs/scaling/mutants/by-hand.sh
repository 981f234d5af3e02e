# fails: bounds, rescaled
kubectl -n "$NAMESPACE" scale deployment "$WEB" "--replicas=$MANY"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=1
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.replicas}'=1 "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" scale deployment "$WEB" "--replicas=$LEAST"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
