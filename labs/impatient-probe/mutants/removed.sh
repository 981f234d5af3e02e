# fails: lives, startup
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/livenessProbe"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
