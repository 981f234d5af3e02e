# fails: running, labelled
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --restart=Always -- sleep infinity
kubectl -n "$NAMESPACE" label pod "$WEB" "tier=$TIER"
kubectl -n "$NAMESPACE" delete pods --all --now
