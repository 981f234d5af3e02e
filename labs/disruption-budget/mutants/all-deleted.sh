# fails: kept
kubectl -n "$NAMESPACE" create poddisruptionbudget "$WEB" "--selector=app=$WEB" --min-available=2
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.disruptionsAllowed}'=1 "pdb/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" delete pods -l "app=$WEB" --now
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
