# fails: labels, limit
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB}
spec:
  replicas: 2
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB, team: $TEAM}}
    spec:
      containers:
      - name: main
        image: marina/busybox:1
        command: [sleep, infinity]
        env:
        - {name: MY_POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: MY_NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: MY_MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
