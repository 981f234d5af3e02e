# fails: follows, gone, owned, status
echo '{"apiVersion":"lab.example.com/v1","kind":"Ship","metadata":{"name":"'"$SHIP"'"},"spec":{"crew":2}}' | kubectl -n "$NAMESPACE" create -f -
kubectl -n "$NAMESPACE" create deployment "$SHIP" --image=marina/busybox:1 --replicas=2 -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$SHIP" --timeout=60s
kubectl -n "$NAMESPACE" scale deployment "$SHIP" "--replicas=$MORE"
kubectl -n "$NAMESPACE" delete deployment "$SHIP"
