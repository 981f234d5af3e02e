kubectl -n "$NAMESPACE" create service clusterip "$DB" --clusterip=None
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: $DB}
spec:
  serviceName: $DB
  replicas: 3
  selector: {matchLabels: {app: $DB}}
  template:
    metadata: {labels: {app: $DB, version: "1"}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - {name: main, image: "marina/busybox:1", command: [sleep, infinity]}
YAML
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=50s
kubectl -n "$NAMESPACE" delete pod "$DB-1" --wait=false
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=50s
kubectl -n "$NAMESPACE" patch statefulset "$DB" --type merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'
kubectl -n "$NAMESPACE" patch statefulset "$DB" --type merge -p '{"spec":{"template":{"metadata":{"labels":{"version":"2"}}}}}'
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.updatedReplicas}'=1 "statefulset/$DB" --timeout=50s
