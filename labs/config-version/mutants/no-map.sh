# fails: back, map, second
kubectl -n "$NAMESPACE" patch configmap "$WEB-1" --type merge -p '{"immutable":true}'
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/envFrom/0/configMapRef/name","value":"'"$WEB"'-2"}]'
