# fails: allowed, runs-as
kubectl -n "$NAMESPACE" create role "$APP" --verb=list,watch --resource=pods
kubectl -n "$NAMESPACE" create rolebinding "$APP" "--role=$APP" "--serviceaccount=$NAMESPACE:default"
kubectl -n "$NAMESPACE" patch deployment "$APP-quiet" -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":false}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$APP-quiet" --timeout=60s
