# fails: own
kubectl -n "$NAMESPACE" annotate ingress "$WEB-$PART" 'nginx.ingress.kubernetes.io/rewrite-target=/$1'
kubectl -n "$NAMESPACE" patch ingress "$WEB-$PART" --type=json -p "[{\"op\":\"replace\",\"path\":\"/spec/rules/0/http/paths/0/path\",\"value\":\"/$PART/(.*)\"},{\"op\":\"replace\",\"path\":\"/spec/rules/0/http/paths/0/pathType\",\"value\":\"ImplementationSpecific\"}]"
kubectl -n "$NAMESPACE" annotate ingress "$WEB-old" nginx.ingress.kubernetes.io/server-snippet-
kubectl -n "$NAMESPACE" patch ingress "$WEB-admin" -p "{\"spec\":{\"ingressClassName\":\"marina\"}}"
