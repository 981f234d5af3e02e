# fails: claim, friend, same, selector
kubectl -n "$NAMESPACE" delete pod "$WEB-a" --now
kubectl -n "$NAMESPACE" run "$WEB-a" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" patch pod "$WEB-d" --type json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'
