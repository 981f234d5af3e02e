# fails: name, rest, web
kubectl -n "$NAMESPACE" set selector service "$WEB" app=other
