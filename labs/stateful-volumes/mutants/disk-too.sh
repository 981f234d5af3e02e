# fails: disk, shrunk
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
    spec:
      containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity], volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 32Mi}}}
YAML
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
kubectl -n "$NAMESPACE" delete pvc "data-$DB-1" --wait=false
kubectl -n "$NAMESPACE" delete pod "$DB-1" --wait=false
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
