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
      volumes: [{name: self, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}]
      containers:
      - name: main
        image: marina/busybox:1
        command: [sh, -c, "echo \$MY_POD on \$MY_NODE; sleep infinity"]
        resources: {limits: {memory: ${MEMORY}Mi}}
        env:
        - {name: MY_POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: MY_NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: MY_MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
        volumeMounts: [{name: self, mountPath: /self}]
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
