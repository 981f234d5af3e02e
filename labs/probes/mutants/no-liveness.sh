# fails: liveness
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":'"$PORT"'}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
