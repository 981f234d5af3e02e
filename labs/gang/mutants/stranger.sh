# fails: least, placed, together
kubectl -n "$NAMESPACE" run "$JOB-3" --image=marina/busybox:1 --labels="app=$JOB" -- sleep infinity
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$JOB-3" --timeout=60s
