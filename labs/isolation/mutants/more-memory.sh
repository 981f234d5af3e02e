# fails: limited, stopped, unaffected
kubectl -n "$NAMESPACE" patch deployment pair -p '{"spec":{"template":{"spec":{"shareProcessNamespace":true}}}}'
kubectl -n "$NAMESPACE" set resources "deployment/$GREEDY" --limits=memory=1Gi,cpu=100m
kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" MIB=30
