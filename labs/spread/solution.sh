kubectl label "$(kubectl get nodes -o name | sed -n 1p)" "lab/zone=$ONE" --overwrite
kubectl label "$(kubectl get nodes -o name | sed -n 2p)" "lab/zone=$TWO" --overwrite
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB}
spec:
  replicas: 6
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec:
      topologySpreadConstraints: [{topologyKey: lab/zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: $WEB}}}]
      containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
