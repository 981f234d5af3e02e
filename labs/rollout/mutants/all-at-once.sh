# fails: served
kubectl -n "$NAMESPACE" set env "deployment/$WEB" VERSION=2
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
kubectl -n "$NAMESPACE" patch deployment "$WEB" --type merge -p '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}'
kubectl -n "$NAMESPACE" set image "deployment/$WEB" main=marina/busybox:broken
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.updatedReplicas}'=3 "deployment/$WEB" --timeout=60s
sleep 2
kubectl -n "$NAMESPACE" rollout undo "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
