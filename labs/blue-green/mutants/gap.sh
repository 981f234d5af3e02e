# fails: served
kubectl -n "$NAMESPACE" get deployment "$WEB-blue" -o yaml | sed "s/$WEB-blue/$WEB-green/; s/color: blue/color: green/; s/echo blue/echo green/" | kubectl -n "$NAMESPACE" create -f -
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-green" --timeout=60s
kubectl -n "$NAMESPACE" scale deployment "$WEB-blue" --replicas=0
until [ -z "$(kubectl -n "$NAMESPACE" get pods -l color=blue -o name)" ]; do sleep 0.2; done
sleep 1
kubectl -n "$NAMESPACE" set selector service "$WEB" "app=$WEB,color=green"
sleep 1
kubectl -n "$NAMESPACE" set selector service "$WEB" "app=$WEB,color=blue"
