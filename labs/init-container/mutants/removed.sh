# fails: begun, variable
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"remove","path":"/spec/template/spec/initContainers"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
