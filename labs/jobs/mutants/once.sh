# fails: completed, gaveup, scheduled
kubectl -n "$NAMESPACE" create job "$TASK" --image=marina/busybox:1 -- sh -c "echo done"
kubectl -n "$NAMESPACE" wait --for=condition=Complete "job/$TASK" --timeout=60s
