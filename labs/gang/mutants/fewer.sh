# fails: least, placed, together
kubectl -n "$NAMESPACE" delete podgroup "$JOB"
kubectl -n "$NAMESPACE" run "$JOB-3" --image=marina/busybox:1 --labels="app=$JOB" -- sleep infinity
