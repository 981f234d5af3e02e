kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"containers":[{"name":"main","livenessProbe":{"httpGet":{"path":"/'"$PAGE"'"},"failureThreshold":3},"startupProbe":{"httpGet":{"path":"/'"$PAGE"'","port":8080},"periodSeconds":2,"failureThreshold":30}}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
