# fails: patient, tainted
kubectl -n "$NAMESPACE" delete pods -l "app=$WEB-plain" --now
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-plain" --timeout=60s
