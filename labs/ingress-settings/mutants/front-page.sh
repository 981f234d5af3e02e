# fails: rewritten
kubectl -n "$NAMESPACE" annotate ingress "$WEB-old" nginx.ingress.kubernetes.io/server-snippet-
kubectl apply -f - <<YAML
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: "$NAMESPACE-inner"}
spec: {controller: marina.dev/ingress}
YAML
kubectl -n "$NAMESPACE" annotate ingress "$WEB-$PART" nginx.ingress.kubernetes.io/rewrite-target=/
