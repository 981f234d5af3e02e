# fails: rest
kubectl -n "$NAMESPACE" patch service "$WEB" --type merge -p '{"spec":{"ports":[{"name":"web","port":80,"targetPort":"web"}]}}'
