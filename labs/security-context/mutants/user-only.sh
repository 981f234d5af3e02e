# fails: less, met, place, user
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"securityContext":{"runAsUser":'"$USER"'}}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
