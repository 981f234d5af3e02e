# fails: begun
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"initContainers":[{"name":"page","env":[{"name":"TITLE","valueFrom":{"configMapKeyRef":{"name":"'"$WEB"'-page","key":"title"}}}]}]}}}}'
