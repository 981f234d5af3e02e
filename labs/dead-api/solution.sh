kubectl wait --for=condition=Available=False "apiservice/v1.$TEAM.example.com" --timeout=30s
kubectl delete namespace "$NAMESPACE-$TEAM" --wait=false
kubectl wait --for=condition=NamespaceDeletionDiscoveryFailure "namespace/$NAMESPACE-$TEAM" --timeout=30s
kubectl delete apiservice "v1.$TEAM.example.com"
kubectl wait --for=delete "namespace/$NAMESPACE-$TEAM" --timeout=90s
kubectl -n "$NAMESPACE" create configmap done
