kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"initContainers":[{"name":"page","env":[{"name":"TITLE","valueFrom":{"configMapKeyRef":{"name":"'"$WEB"'-page","key":"TITLE"}}}]}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
