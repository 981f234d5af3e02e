# fails: adopted, included, repaired, weights
kubectl -n "$NAMESPACE" create -f - <<YAML
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: {name: $WEB}
spec:
  virtualhost: {fqdn: $WEB.example}
  routes:
  - conditions: [{prefix: /}]
    services:
    - {name: $WEB, port: 80}
    - {name: $WEB-next, port: 80}
YAML
kubectl -n "$NAMESPACE" patch httpproxy "$PART" --type merge -p '{"spec":{"virtualhost":{"fqdn":"'"$PART.$WEB"'.example"}}}'
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.currentStatus}'=valid "httpproxy/$WEB" --timeout=60s
