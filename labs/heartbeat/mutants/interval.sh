# fails: back, hangs, read, stays, unknown
kubectl -n "$NAMESPACE" create configmap "$WEB-lease" --from-literal=seconds=10
