# fails: read
kubectl -n "$NAMESPACE" patch configmap "$APP-settings" --type merge -p '{"data":{"feature":"on"}}'
