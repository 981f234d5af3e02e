# fails: moved
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=4
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl label nodes --all "release=$RELEASE"
