# fails: gets, policy
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --labels="preset=$ZONE" --env="ZONE=$ZONE" -- sleep infinity
kubectl -n "$NAMESPACE" run "$WEB-plain" --image=marina/busybox:1 -- sleep infinity
