kubectl -n "$NAMESPACE" set env deployment/caller "TARGETS=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[*].status.podIP}') $WEB"
