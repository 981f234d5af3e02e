# fails: evicted, pressure, stays
kubectl -n "$NAMESPACE" patch deployment "$GREEDY" -p '{"spec":{"template":{"spec":{"volumes":[{"name":"cache","emptyDir":{"sizeLimit":"16Mi"}}]}}}}'
kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" FILL=yes
sleep 20
kubectl -n "$NAMESPACE" scale deployment "$GREEDY" --replicas=0
