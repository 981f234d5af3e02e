# fails: mended, report
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB" -o jsonpath='{.items[0].spec.nodeName}')
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-stall}
spec: {type: RuntimeStalled, nodes: [$node], seconds: 600}
YAML
kubectl wait --for=condition=Ready=False "node/$node" --timeout=100s
message=$(kubectl get node "$node" -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}')
kubectl -n "$NAMESPACE" create configmap "$WEB-report" --from-literal=component="network" --from-literal=message="$message"
kubectl wait --for=jsonpath='{.status.prediction.seen}'=ReadyFalse "fault/$WEB-stall" --timeout=60s
