kubectl -n "$NAMESPACE-dev" create deployment "$WEB" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE-prod" create deployment "$WEB" --image=marina/busybox:1 --replicas=3 -- sleep infinity
kubectl -n "$NAMESPACE-dev" create rolebinding developers --clusterrole=edit "--group=$NAMESPACE-developers"
kubectl -n "$NAMESPACE-prod" create rolebinding developers --clusterrole=view "--group=$NAMESPACE-developers"
kubectl -n "$NAMESPACE-prod" create rolebinding operators --clusterrole=edit "--user=$OP"
kubectl -n "$NAMESPACE-prod" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" create configmap done
