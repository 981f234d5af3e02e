# fails: waits
kubectl -n "$NAMESPACE" scale deployment "$WEB-old" --replicas=0
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"template":{"spec":{"nodeSelector":null,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/arch","operator":"In","values":["arm64","amd64"]}]}]}}}}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
