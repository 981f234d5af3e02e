kubectl -n "$NAMESPACE" patch configmap "$APP-settings" --type merge -p '{"data":{"feature":"on"}}'
kubectl -n "$NAMESPACE" rollout restart deployment "$APP"
kubectl -n "$NAMESPACE" rollout status deployment "$APP" --timeout=60s
