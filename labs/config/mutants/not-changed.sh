# fails: again, changed
kubectl -n "$NAMESPACE" create configmap "$WEB-settings" "--from-literal=color=$COLOR"
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Running "pod/$WEB" --timeout=60s
