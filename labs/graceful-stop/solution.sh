kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":0}},"template":{"spec":{"terminationGracePeriodSeconds":'"$GRACE"',"containers":[{"name":"main","lifecycle":{"preStop":{"sleep":{"seconds":5}}}}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
