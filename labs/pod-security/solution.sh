kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/warn=restricted
kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedCreate -o name | grep -q .; do sleep 0.2; done
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"securityContext":{"runAsNonRoot":true,"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"main","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
