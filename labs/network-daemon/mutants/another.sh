# fails: broken, mended, report, seen
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-daemon}
spec: {type: RuntimeStalled, nodes: [$node], seconds: 600}
YAML
kubectl wait --for=condition=Ready=False "node/$node" --timeout=100s
message=$(kubectl get node "$node" -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}')
kubectl -n "$NAMESPACE" create configmap "$WEB-report" --from-literal=component="network" --from-literal=message="$message"
kubectl patch fault "$WEB-daemon" --type merge -p '{"spec":{"undone":true}}'
kubectl wait --for=condition=Ready "node/$node" --timeout=60s
