kubectl -n "$NAMESPACE" patch configmap "$WEB-1" --type merge -p '{"immutable":true}'
kubectl -n "$NAMESPACE" create configmap "$WEB-2" "--from-literal=color=$OTHER"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/envFrom/0/configMapRef/name","value":"'"$WEB"'-2"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" rollout undo "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
