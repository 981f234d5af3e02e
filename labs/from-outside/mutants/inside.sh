# fails: answered, open
kubectl -n "$NAMESPACE" patch service "$WEB" -p '{"spec":{"ports":[{"name":"http","port":80,"targetPort":8080}]}}'
