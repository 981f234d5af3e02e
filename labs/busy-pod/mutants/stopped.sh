# fails: calm, limited
kubectl -n "$NAMESPACE" scale deployment "$HELPER" --replicas=0
