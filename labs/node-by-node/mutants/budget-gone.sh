# fails: kept, more, moved
kubectl -n "$NAMESPACE" delete pdb "$WEB"
for node in $(kubectl get nodes -o jsonpath='{.items[*].metadata.name}'); do
  kubectl drain "$node" --pod-selector="app=$WEB" --timeout=60s
  kubectl label node "$node" "release=$RELEASE"
  kubectl uncordon "$node"
done
