# fails: copies, local, pair
kubectl -n "$NAMESPACE" run helper --image=marina/busybox:1 -- sh -c "while true; do wget -qO- http://localhost:$PORT/; sleep 5; done"
kubectl -n "$NAMESPACE" create deployment "$WEB-set" --image=marina/busybox:1 --replicas=6 -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-set" --timeout=60s
