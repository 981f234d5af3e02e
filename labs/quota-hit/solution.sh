kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" set env "deployment/$WEB" COLOR=green
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedCreate | grep -q 'exceeded quota'; do sleep 0.2; done
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}}'
kubectl -n "$NAMESPACE" delete pod left-over --now
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
