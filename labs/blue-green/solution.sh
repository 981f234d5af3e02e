kubectl -n "$NAMESPACE" get deployment "$WEB-blue" -o yaml | sed "s/$WEB-blue/$WEB-green/; s/color: blue/color: green/; s/echo blue/echo green/" | kubectl -n "$NAMESPACE" create -f -
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-green" --timeout=60s
kubectl -n "$NAMESPACE" set selector service "$WEB" "app=$WEB,color=green"
kubectl -n "$NAMESPACE" get endpointslices -l "kubernetes.io/service-name=$WEB"
kubectl -n "$NAMESPACE" set selector service "$WEB" "app=$WEB,color=blue"
