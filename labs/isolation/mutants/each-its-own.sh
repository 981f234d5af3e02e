# fails: shared
kubectl -n "$NAMESPACE" rollout restart deployment pair
kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" MIB=100
