# fails: back, hangs, stays, unknown
kubectl -n "$NAMESPACE" create configmap "$WEB-lease" --from-literal=seconds=40
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-hangs}
spec: {type: NodeStopped, nodes: [$node], seconds: 600}
YAML
kubectl patch fault "$WEB-hangs" --type merge -p '{"spec":{"undone":true}}'
