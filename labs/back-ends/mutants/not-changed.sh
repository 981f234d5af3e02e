# fails: after, switched
# In the console it is chosen under Node pools; who tries the lab by machine has the address and a token for it.
choose() {
  curl -ksSf -o /dev/null -X PUT -H "Authorization: Bearer $MARINA_TOKEN" -H "Content-Type: application/json" "$MARINA_CLUSTER/network" -d "{\"backend\":\"$1\"}"
  for _ in $(seq 60); do
    [ "$(kubectl get nodes -o jsonpath="{.items[*].metadata.annotations.network\.marina\.dev/backend-type}" | tr " " "\n" | sort -u)" = "$1" ] && return
    sleep 1
  done
  return 1
}
route() { kubectl get nodes -o jsonpath="{.items[0].metadata.annotations.network\.marina\.dev/routes}"; }
choose vxlan
kubectl -n "$NAMESPACE" create configmap "$REPORT" --from-literal=vxlan="$(route)" --from-literal=host-gw="$(route)"
