kubectl -n "$NAMESPACE" create poddisruptionbudget "$WEB" "--selector=app=$WEB" --min-available=2
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.disruptionsAllowed}'=1 "pdb/$WEB" --timeout=60s
pod=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].metadata.name}')
echo '{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"'"$pod"'","namespace":"'"$NAMESPACE"'"}}' | kubectl create --raw "/api/v1/namespaces/$NAMESPACE/pods/$pod/eviction" -f -
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
