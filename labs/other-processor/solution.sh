kubectl -n "$NAMESPACE" patch deployment "$WEB-old" -p '{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/arch":"'"$ARCH"'"}}}}}'
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"template":{"spec":{"nodeSelector":null,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/arch","operator":"In","values":["amd64","arm64"]}]}]}}}}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
