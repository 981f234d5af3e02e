kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=4
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
until [ "$(kubectl -n "$NAMESPACE" get pdb "$WEB" -o jsonpath='{.status.disruptionsAllowed}')" = 1 ]; do sleep 0.2; done
for node in $(kubectl get nodes -o jsonpath='{.items[*].metadata.name}'); do
  kubectl drain "$node" --pod-selector="app=$WEB" --timeout=60s
  kubectl label node "$node" "release=$RELEASE"
  kubectl uncordon "$node"
  kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
done
