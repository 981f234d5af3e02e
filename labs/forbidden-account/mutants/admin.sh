# fails: bound, works
kubectl -n "$NAMESPACE" create rolebinding "$APP-admin" --clusterrole=admin "--serviceaccount=$NAMESPACE:$APP"
