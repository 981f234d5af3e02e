# fails: evicted, kept, second
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch pdb "$WEB" --type merge -p '{"spec":{"minAvailable":0}}'
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl drain "$node" --pod-selector="app=$WEB" --timeout=60s
