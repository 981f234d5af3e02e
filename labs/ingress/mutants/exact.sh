# fails: certificate, repaired, rules, tls
kubectl -n "$NAMESPACE" create ingress "$WEB" "--rule=$WEB.example/=$WEB:80" "--rule=$WEB.example/$WORD=$WORD:80"
