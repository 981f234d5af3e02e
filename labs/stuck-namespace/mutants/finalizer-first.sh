# fails: properly
kubectl -n "$NAMESPACE-$TEAM" patch configmap ledger --type merge -p '{"metadata":{"finalizers":null}}'
kubectl -n "$NAMESPACE-$TEAM" delete configmap ledger
kubectl delete namespace "$NAMESPACE-$TEAM"
