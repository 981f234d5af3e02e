# fails: calm, limited
kubectl -n "$NAMESPACE" set resources deployment "$HELPER" --limits=cpu=800m
kubectl -n "$NAMESPACE" rollout status "deployment/$HELPER" --timeout=60s
