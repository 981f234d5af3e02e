node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-dies}
spec: {type: NodeStopped, nodes: [$node], seconds: 600}
YAML
kubectl wait --for=condition=Ready=Unknown "node/$node" --timeout=100s
until kubectl -n "$NAMESPACE" get events --field-selector reason=TaintManagerEviction -o name | grep -q .; do sleep 0.2; done
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.readyReplicas}'=3 "deployment/$WEB" --timeout=60s
kubectl patch fault "$WEB-dies" --type merge -p '{"spec":{"undone":true}}'
kubectl wait --for=condition=Ready "node/$node" --timeout=60s
