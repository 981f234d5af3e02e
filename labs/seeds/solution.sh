kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Service
metadata: {name: $DB}
spec: {clusterIP: None, publishNotReadyAddresses: true, selector: {app: $DB}, ports: [{name: gossip, port: $PORT}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: $DB}
spec:
  serviceName: $DB
  replicas: 1
  selector: {matchLabels: {app: $DB}}
  template:
    metadata: {labels: {app: $DB}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: main
        image: marina/busybox:1
        command: [httpd, -f, -p, "$PORT", -h, /]
        env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: SEEDS, value: $DB-0.$DB.$NAMESPACE.svc}]
        readinessProbe: {tcpSocket: {port: $PORT}, periodSeconds: 2}
YAML
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
kubectl -n "$NAMESPACE" scale statefulset "$DB" --replicas=3
kubectl -n "$NAMESPACE" rollout status "statefulset/$DB" --timeout=60s
kubectl -n "$NAMESPACE" delete pod "$DB-2" --wait=false
until kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$DB-2" --timeout=60s; do sleep 0.2; done
