PATCH='[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":'"$PORT"'},
 {"op":"add","path":"/spec/template/spec/containers/0/livenessProbe","value":{"httpGet":{"path":"/","port":'"$PORT"'},"periodSeconds":5}}]'
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type json -p "$PATCH"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
