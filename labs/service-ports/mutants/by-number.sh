# fails: name
kubectl -n "$NAMESPACE" patch service "$WEB" --type strategic -p '{"spec":{"ports":[{"port":80,"targetPort":'"$PORT"'}]}}'
