kubectl -n "$NAMESPACE" create configmap "$WEB-lease" --from-literal=seconds="$(kubectl -n kube-node-lease get leases -o jsonpath='{.items[0].spec.leaseDurationSeconds}')"
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-hangs}
spec: {type: AgentPaused, nodes: [$node], seconds: 600}
YAML
kubectl wait --for=condition=Ready=Unknown "node/$node" --timeout=100s
until kubectl -n "$NAMESPACE" get events --field-selector reason=NodeNotReady -o name | grep -q .; do sleep 0.2; done
kubectl patch fault "$WEB-hangs" --type merge -p '{"spec":{"undone":true}}'
kubectl wait --for=condition=Ready "node/$node" --timeout=60s
