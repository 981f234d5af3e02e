# fails: nowhere
kubectl -n "$NAMESPACE" create secret generic "$WEB-login" "--from-literal=password=$WORD"
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"volumes":[{"name":"login","secret":{"secretName":"'"$WEB"'-login"}}],"containers":[{"name":"main","volumeMounts":[{"name":"login","mountPath":"/login"}]}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch secret "$WEB-login" --type merge -p '{"immutable":true}'
