kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=2
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.disruptionsAllowed}'=1 "pdb/$WEB" --timeout=60s
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl drain "$node" --pod-selector="app=$WEB" --timeout=60s
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl uncordon "$node"
