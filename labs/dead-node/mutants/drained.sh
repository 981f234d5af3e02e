# fails: back, dead, moved, noticed, served
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl drain "$node" --ignore-daemonsets --force --delete-emptydir-data
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
