kubectl -n "$NAMESPACE" set resources deployment "$HELPER" "--limits=cpu=$MOST"
kubectl -n "$NAMESPACE" rollout status "deployment/$HELPER" --timeout=60s
