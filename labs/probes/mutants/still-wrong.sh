# fails: asked, liveness, ready
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":7}]'
