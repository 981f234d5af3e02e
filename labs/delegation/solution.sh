kubectl -n "$NAMESPACE" create -f - <<YAML
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: {name: $WEB}
spec:
  virtualhost: {fqdn: $WEB.example}
  routes:
  - conditions: [{prefix: /}]
    services:
    - {name: $WEB, port: 80, weight: 90}
    - {name: $WEB-next, port: 80, weight: 10}
  includes:
  - {name: $PART, conditions: [{prefix: /$PART}]}
YAML
kubectl -n "$NAMESPACE" patch httpproxy "$WEB-old" --type json -p '[{"op":"replace","path":"/spec/routes/0/services/0/port","value":80}]'
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.currentStatus}'=valid "httpproxy/$WEB" "httpproxy/$PART" "httpproxy/$WEB-old" --timeout=60s
