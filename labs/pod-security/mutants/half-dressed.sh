# fails: well
kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/warn=restricted
kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"securityContext":{"runAsNonRoot":true,"runAsUser":1000}}}}}'
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedCreate -o name | grep -q .; do sleep 0.2; done
