# fails: bounds, hand, raised, rescaled
kubectl -n "$NAMESPACE" autoscale deployment "$WEB" --min=2 --max=8 --cpu-percent=50
