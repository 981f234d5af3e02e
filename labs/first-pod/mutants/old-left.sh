# fails: removed
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --restart=Always -- sleep infinity
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Running "pod/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" label pod "$WEB" "tier=$TIER"
