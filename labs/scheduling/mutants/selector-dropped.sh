# fails: placed, tainted, tolerates
kubectl -n "$NAMESPACE" delete pod "$WEB" --now
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Running "pod/$WEB" --timeout=60s
