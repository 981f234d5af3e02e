# fails: done, kept
kubectl -n "$NAMESPACE" set env "deployment/$WEB" VERSION=2
kubectl -n "$NAMESPACE" rollout pause "deployment/$WEB"
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.readyReplicas}'=5 "deployment/$WEB" --timeout=60s
