# fails: unaffected
kubectl -n "$NAMESPACE" patch deployment "$QUIET" -p '{"spec":{"template":{"spec":{"containers":[{"name":"main","command":["sleep","1"]}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$QUIET"
for i in $(seq 50); do
  kubectl -n "$NAMESPACE" get pods -l "app=$QUIET" -o jsonpath='{.items[*].status.containerStatuses[0].restartCount}' | grep -q '[1-9]' && break
  sleep 1
done
kubectl -n "$NAMESPACE" patch deployment pair -p '{"spec":{"template":{"spec":{"shareProcessNamespace":true}}}}'
kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" MIB=100
