# fails: program, setting
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/command","value":["sleep","infinity"]}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
