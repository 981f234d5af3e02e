# fails: filled, released
kubectl -n "$NAMESPACE" run stranger --image=marina/busybox:1 -l "app=$WEB-quarantine" -- sleep infinity
