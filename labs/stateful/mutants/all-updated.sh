# fails: back, canary, headless
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: $DB}
spec:
  serviceName: $DB
  replicas: 3
  selector: {matchLabels: {app: $DB}}
  template:
    metadata: {labels: {app: $DB, version: "2"}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - {name: main, image: "marina/busybox:1", command: [sleep, infinity]}
YAML
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=50s
