# fails: map, production, rolled, staging
kubectl -n "$NAMESPACE" create configmap staging-settings --from-literal=color=plain
kubectl -n "$NAMESPACE" create deployment "staging-$WEB" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" set env "deployment/staging-$WEB" --from=configmap/staging-settings
kubectl -n "$NAMESPACE" create deployment "production-$WEB" --image=marina/busybox:1 "--replicas=$COPIES" -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/production-$WEB" --timeout=60s
