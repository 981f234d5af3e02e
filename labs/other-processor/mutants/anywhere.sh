# fails: runs
kubectl -n "$NAMESPACE" patch deployment "$WEB-old" -p '{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/arch":"'"$ARCH"'"}}}}}'
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"template":{"spec":{"nodeSelector":null}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
