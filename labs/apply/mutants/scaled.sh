# fails: kept, taken
kubectl -n "$NAMESPACE" apply --server-side --field-manager=team -f - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB}
spec:
  replicas: 1
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
kubectl -n "$NAMESPACE" scale deployment "$WEB" "--replicas=$COPIES"
