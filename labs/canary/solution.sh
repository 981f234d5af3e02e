kubectl -n "$NAMESPACE" set env "deployment/$WEB" VERSION=2
kubectl -n "$NAMESPACE" rollout pause "deployment/$WEB"
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.readyReplicas}'=5 "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch deployment "$WEB" -p '{"spec":{"minReadySeconds":0}}'
kubectl -n "$NAMESPACE" rollout resume "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
