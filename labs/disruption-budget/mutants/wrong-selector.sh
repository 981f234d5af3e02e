# fails: budget, evicted, kept
kubectl -n "$NAMESPACE" create poddisruptionbudget "$WEB" --selector=app=nobody --min-available=2
