kubectl delete namespace "$NAMESPACE-$TEAM" --wait=false
kubectl wait --for=condition=NamespaceFinalizersRemaining "namespace/$NAMESPACE-$TEAM" --timeout=30s
kubectl -n "$NAMESPACE-$TEAM" patch configmap ledger --type merge -p '{"metadata":{"finalizers":null}}'
kubectl wait --for=delete "namespace/$NAMESPACE-$TEAM" --timeout=30s
kubectl -n "$NAMESPACE" create configmap done
