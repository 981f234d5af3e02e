kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: batch/v1
kind: Job
metadata: {name: $TASK}
spec:
  completions: $TIMES
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: main, image: "marina/busybox:1", command: [sh, -c, "echo done"]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: $TASK-bad}
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: main, image: "marina/busybox:1", command: [sh, -c, "exit 1"]}
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Complete "job/$TASK" --timeout=50s
kubectl -n "$NAMESPACE" create cronjob "$TASK-nightly" --image=marina/busybox:1 --schedule="0 3 * * *" -- sh -c "date"
kubectl patch clock cluster --type merge -p "{\"spec\":{\"advancedSeconds\":$(( $(kubectl get clock cluster -o jsonpath='{.spec.advancedSeconds}') + 86400 ))}}"
kubectl -n "$NAMESPACE" wait --for=condition=Failed "job/$TASK-bad" --timeout=50s
