# fails: answered
kubectl -n "$NAMESPACE" patch service "$WEB" -p "{\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"name\":\"http\",\"port\":80,\"nodePort\":$OUTER}]}}"
