# fails: looking, operator
kubectl -n "$NAMESPACE-dev" create deployment "$WEB" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE-prod" create deployment "$WEB" --image=marina/busybox:1 --replicas=3 -- sleep infinity
kubectl create clusterrolebinding "$NAMESPACE-developers" --clusterrole=edit "--group=$NAMESPACE-developers"
kubectl create clusterrolebinding "$NAMESPACE-operators" --clusterrole=edit "--user=$OP"
kubectl -n "$NAMESPACE-prod" rollout status "deployment/$WEB" --timeout=60s
