# fails: gone, properly
kubectl delete namespace "$NAMESPACE-$TEAM" --wait=false
kubectl wait --for=condition=NamespaceFinalizersRemaining "namespace/$NAMESPACE-$TEAM" --timeout=30s
