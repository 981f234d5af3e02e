# fails: allowed
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl get --raw "/api/v1/namespaces/$NAMESPACE/services/$WEB:80/proxy/$PAGE.html"
pod=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].metadata.name}')
kubectl get --raw "/api/v1/namespaces/$NAMESPACE/pods/$pod:8081/proxy/$REPORT.html"
kubectl -n "$NAMESPACE" create rolebinding asks --clusterrole=edit --serviceaccount="$NAMESPACE:$CALLER"
