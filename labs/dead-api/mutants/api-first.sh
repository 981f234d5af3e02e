# fails: gone, held
kubectl wait --for=condition=Available=False "apiservice/v1.$TEAM.example.com" --timeout=30s
kubectl delete apiservice "v1.$TEAM.example.com"
kubectl delete namespace "$NAMESPACE-$TEAM"
