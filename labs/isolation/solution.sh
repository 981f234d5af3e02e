kubectl -n "$NAMESPACE" patch deployment pair -p '{"spec":{"template":{"spec":{"shareProcessNamespace":true}}}}'
kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" MIB=100
