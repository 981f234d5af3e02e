# fails: follows
kubectl -n "$NAMESPACE" expose deployment "$WEB" --port=80 --target-port="$PORT"
kubectl -n "$NAMESPACE" patch service "$WEB-admin" --type merge -p "{\"spec\":{\"selector\":{\"app\":\"$WEB\",\"tier\":null}}}"
