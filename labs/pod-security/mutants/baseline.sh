# fails: enforced, refused, warned, well
kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=baseline
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
