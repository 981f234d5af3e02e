paused() { kubectl patch controller "$1" --type merge -p '{"spec":{"paused":'"$2"'}}'; }
waits() { until [ "$(kubectl get controller "$1" -o jsonpath='{.status.queued}')" != 0 ]; do sleep 0.2; done; }
paused scheduler true
kubectl -n "$NAMESPACE" run "$WEB-alone" --image=marina/busybox:1 -- sleep infinity
waits scheduler
paused scheduler false
paused deployment true
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas="$COPIES"
waits deployment
paused deployment false
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
