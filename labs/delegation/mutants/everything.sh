# fails: included, repaired, root
kubectl -n "$NAMESPACE" create -f - <<YAML
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: {name: $WEB}
spec:
  virtualhost: {fqdn: www.$WEB.example}
  routes:
  - conditions: [{prefix: /}]
    services:
    - {name: $WEB, port: 80, weight: 9}
    - {name: $WEB-next, port: 80, weight: 1}
  includes:
  - {name: $PART}
YAML
kubectl -n "$NAMESPACE" patch httpproxy "$WEB-old" --type merge -p '{"spec":{"routes":[{"services":[{"name":"'"$PART"'","port":80}]}]}}'
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.currentStatus}'=valid "httpproxy/$WEB" "httpproxy/$PART" "httpproxy/$WEB-old" --timeout=60s
