# fails: works
kubectl -n "$NAMESPACE" patch rolebinding "$APP" --type json -p '[{"op":"replace","path":"/subjects/0/namespace","value":"'"$NAMESPACE"'"}]'
