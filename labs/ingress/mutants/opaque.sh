# fails: certificate, repaired
kubectl -n "$NAMESPACE" create ingress "$WEB" "--rule=$WEB.example/*=$WEB:80,tls=$WEB-tls" "--rule=$WEB.example/$WORD*=$WORD:80"
kubectl -n "$NAMESPACE" create secret generic "$WEB-tls" --from-literal=tls.crt=x --from-literal=tls.key=y
