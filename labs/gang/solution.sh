kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $JOB-3, labels: {app: $JOB}}
spec: {schedulingGroup: {podGroupName: $JOB}, containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready pods -l "app=$JOB" --timeout=60s
