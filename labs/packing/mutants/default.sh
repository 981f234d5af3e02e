# fails: config, waited
kubectl -n "$NAMESPACE" create deployment "$WEB-packed" --image=marina/busybox:1 --replicas=6 -- sleep infinity
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-packed" --timeout=60s
