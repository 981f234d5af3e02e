# fails: claims, disk
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
    metadata: {labels: {app: $DB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
kubectl -n "$NAMESPACE" delete pod "$DB-1" --wait=false
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
kubectl -n "$NAMESPACE" scale statefulset "$DB" --replicas=1
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.replicas}'=1 "statefulset/$DB" --timeout=60s
kubectl -n "$NAMESPACE" scale statefulset "$DB" --replicas=3
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
