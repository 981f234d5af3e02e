# fails: manual, one, tolerates
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: $AGENT}
spec:
  selector: {matchLabels: {app: $AGENT}}
  template:
    metadata: {labels: {app: $AGENT}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
kubectl taint node "$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')" "$KEY=yes:NoExecute" --overwrite
kubectl -n "$NAMESPACE" patch daemonset "$AGENT" -p '{"spec":{"template":{"spec":{"tolerations":[{"key":"'"$KEY"'","operator":"Exists","effect":"NoSchedule"}]}}}}'
kubectl -n "$NAMESPACE" rollout status "daemonset/$AGENT" --timeout=60s
