# fails: first, fits, replaced
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":'"$GRACE"'}}}}'
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
