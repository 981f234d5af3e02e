# fails: again, changed, settings, started
kubectl -n "$NAMESPACE" create configmap "$WEB-colors" "--from-literal=color=$COLOR"
