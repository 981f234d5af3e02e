# fails: evicted, kept
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=2
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.disruptionsAllowed}'=1 "pdb/$WEB" --timeout=60s
