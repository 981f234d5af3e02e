# fails: answered
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=0
kubectl -n "$NAMESPACE" patch service "$WEB" -p "{\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"name\":\"http\",\"port\":80,\"targetPort\":8080,\"nodePort\":$OUTER}]}}"
