# fails: back, canary, headless, three
kubectl -n "$NAMESPACE" create service clusterip "$DB" --tcp=7000
kubectl -n "$NAMESPACE" create deployment "$DB" --image=marina/busybox:1 --replicas=3 -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$DB" --timeout=50s
