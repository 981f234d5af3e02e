# fails: asked, liveness
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
