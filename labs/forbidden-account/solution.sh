kubectl -n "$NAMESPACE" patch role "$APP" --type json -p '[{"op":"replace","path":"/rules/0/apiGroups","value":["apps"]}]'
kubectl -n "$NAMESPACE" patch rolebinding "$APP" --type json -p '[{"op":"replace","path":"/subjects/0/namespace","value":"'"$NAMESPACE"'"}]'
