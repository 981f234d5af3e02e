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
kubectl -n "$NAMESPACE" rollout status "daemonset/$AGENT" --timeout=60s
kubectl taint node "$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')" "$KEY=yes:NoExecute" --overwrite
kubectl -n "$NAMESPACE" patch daemonset "$AGENT" -p '{"spec":{"template":{"spec":{"tolerations":[{"key":"'"$KEY"'","operator":"Exists"}]}}}}'
kubectl -n "$NAMESPACE" rollout status "daemonset/$AGENT" --timeout=60s
kubectl -n "$NAMESPACE" patch daemonset "$AGENT" -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'
kubectl -n "$NAMESPACE" set env "daemonset/$AGENT" LEVEL=debug
kubectl -n "$NAMESPACE" delete "$(kubectl -n "$NAMESPACE" get pods -l "app=$AGENT" -o name | head -n 1)" --now
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.updatedNumberScheduled}'=1 "daemonset/$AGENT" --timeout=60s
