# fails: switched
kubectl -n "$NAMESPACE" rollout restart deployment "$APP"
kubectl -n "$NAMESPACE" rollout status deployment "$APP" --timeout=60s
