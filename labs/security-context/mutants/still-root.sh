# fails: less, place, user
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"securityContext":{"runAsNonRoot":true}}}}}'
