kubectl -n "$NAMESPACE" patch service "$WEB" -p "{\"spec\":{\"type\":\"NodePort\",\"externalTrafficPolicy\":\"Local\",\"ports\":[{\"name\":\"http\",\"port\":80,\"targetPort\":8080,\"nodePort\":$OUTER}]}}"
for i in $(seq 60); do
  visitor=$(kubectl -n "$NAMESPACE" logs "deployment/$WEB" | sed -n 's/^\[::ffff:\([0-9.]*\)\].*url:.*/\1/p' | tail -n 1)
  [ -n "$visitor" ] && break
  sleep 1
done
kubectl -n "$NAMESPACE" annotate --overwrite ingress "$WEB" "nginx.ingress.kubernetes.io/allowlist-source-range=$visitor"
