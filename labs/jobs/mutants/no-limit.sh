# fails: completed, gaveup, scheduled
kubectl -n "$NAMESPACE" create job "$TASK-bad" --image=marina/busybox:1 -- sh -c "exit 1"
