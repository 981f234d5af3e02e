# fails: companion, completed
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: batch/v1
kind: Job
metadata: {name: $TASK-2}
spec:
  template:
    spec:
      restartPolicy: Never
      initContainers: [{name: log, image: "marina/busybox:1", command: [sh, -c, "while true; do sleep 5; done"]}]
      containers: [{name: work, image: "marina/busybox:1", command: [sh, -c, "echo done"]}]
YAML
