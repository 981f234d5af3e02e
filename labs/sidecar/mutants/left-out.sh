# fails: companion
kubectl -n "$NAMESPACE" create job "$TASK-2" --image=marina/busybox:1 -- echo done
kubectl -n "$NAMESPACE" wait --for=condition=Complete "job/$TASK-2" --timeout=60s
