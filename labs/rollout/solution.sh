kubectl -n "$NAMESPACE" set env "deployment/$WEB" VERSION=2
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
kubectl -n "$NAMESPACE" set image "deployment/$WEB" main=marina/busybox:broken
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.updatedReplicas}'=2 "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.containerStatuses[0].state.waiting.reason}'=ErrImagePull pods -l "app=$WEB" --timeout=2s || true
kubectl -n "$NAMESPACE" rollout undo "deployment/$WEB"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
