kubectl -n "$NAMESPACE" create serviceaccount "$APP"
kubectl -n "$NAMESPACE" set serviceaccount deployment "$APP" "$APP"
kubectl -n "$NAMESPACE" create role "$APP-pods" --verb=list,watch --resource=pods
kubectl -n "$NAMESPACE" create role "$APP-map" --verb=get,update --resource=configmaps "--resource-name=$MAP"
kubectl -n "$NAMESPACE" create rolebinding "$APP-pods" "--role=$APP-pods" "--serviceaccount=$NAMESPACE:$APP"
kubectl -n "$NAMESPACE" create rolebinding "$APP-map" "--role=$APP-map" "--serviceaccount=$NAMESPACE:$APP"
kubectl -n "$NAMESPACE" patch deployment "$APP-quiet" -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":false}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$APP" --timeout=60s
kubectl -n "$NAMESPACE" rollout status "deployment/$APP-quiet" --timeout=60s
