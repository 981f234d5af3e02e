kubectl -n "$NAMESPACE" create configmap "$WEB-settings" "--from-literal=color=$COLOR"
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Running "pod/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch configmap "$WEB-settings" --type merge -p "{\"data\":{\"color\":\"$OTHER\"}}"
kubectl -n "$NAMESPACE" get pod "$WEB" -o yaml | kubectl replace --force --grace-period=0 -f -
