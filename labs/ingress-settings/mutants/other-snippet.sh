# fails: open
kubectl -n "$NAMESPACE" annotate ingress "$WEB-$PART" 'nginx.ingress.kubernetes.io/rewrite-target=/$1'
kubectl -n "$NAMESPACE" patch ingress "$WEB-$PART" --type=json -p "[{\"op\":\"replace\",\"path\":\"/spec/rules/0/http/paths/0/path\",\"value\":\"/$PART/(.*)\"},{\"op\":\"replace\",\"path\":\"/spec/rules/0/http/paths/0/pathType\",\"value\":\"ImplementationSpecific\"}]"
kubectl -n "$NAMESPACE" annotate ingress "$WEB-old" --overwrite "nginx.ingress.kubernetes.io/server-snippet=allow all;"
kubectl apply -f - <<YAML
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: "$NAMESPACE-inner"}
spec: {controller: marina.dev/ingress}
YAML
