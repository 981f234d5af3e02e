# fails: left, patient, tainted
kubectl taint nodes --all "$KEY=yes:NoSchedule"
kubectl -n "$NAMESPACE" patch deployment "$WEB-patient" -p '{"spec":{"template":{"spec":{"tolerations":[{"key":"'"$KEY"'","operator":"Exists","effect":"NoSchedule"}]}}}}'
