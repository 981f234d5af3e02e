# fails: limit
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" set env "deployment/$WEB" COLOR=green
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedCreate | grep -q 'exceeded quota'; do sleep 0.2; done
kubectl -n "$NAMESPACE" patch resourcequota pods --type merge -p '{"spec":{"hard":{"pods":"9"}}}'
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":2,"maxUnavailable":1}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
