# fails: cause
kubectl delete namespace "$NAMESPACE-$TEAM" --wait=false
kubectl wait --for=condition=NamespaceDeletionDiscoveryFailure "namespace/$NAMESPACE-$TEAM" --timeout=30s
kubectl get namespace "$NAMESPACE-$TEAM" -o json | jq '.spec.finalizers = []' | kubectl replace --raw "/api/v1/namespaces/$NAMESPACE-$TEAM/finalize" -f -
