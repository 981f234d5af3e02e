# fails: direct, service
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl -n "$NAMESPACE" patch deployment caller -p "{\"spec\":{\"template\":{\"spec\":{\"nodeName\":\"$node\"}}}}"
kubectl -n "$NAMESPACE" wait --for=condition=Ready pod -l "app=$WEB" --timeout=60s
kubectl -n "$NAMESPACE" set env deployment/caller "TARGETS=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].status.podIP}')"
