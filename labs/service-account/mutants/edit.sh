# fails: allowed, quiet
kubectl -n "$NAMESPACE" create serviceaccount "$APP"
kubectl -n "$NAMESPACE" set serviceaccount deployment "$APP" "$APP"
kubectl -n "$NAMESPACE" create rolebinding "$APP" --clusterrole=edit "--serviceaccount=$NAMESPACE:$APP"
kubectl -n "$NAMESPACE" rollout status "deployment/$APP" --timeout=60s
