# fails: stays
kubectl -n "$NAMESPACE" patch deployment "$QUIET" -p '{"spec":{"template":{"spec":{"containers":[{"name":"main","command":["sleep","1"]}]}}}}'
for i in $(seq 50); do
  kubectl -n "$NAMESPACE" get pods -l "app=$QUIET" -o jsonpath='{.items[*].status.containerStatuses[0].restartCount}' | grep -q '[1-9]' && break
  sleep 1
done
kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" FILL=yes
