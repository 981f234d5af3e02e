kubectl -n kube-system create configmap kube-scheduler --from-file=config.yaml=/dev/stdin <<YAML
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- schedulerName: default-scheduler
- schedulerName: $NAME
  pluginConfig:
  - name: NodeResourcesFit
    args: {scoringStrategy: {type: MostAllocated, resources: [{name: cpu, weight: 1}, {name: memory, weight: 1}]}}
  plugins:
    score: {disabled: [{name: "*"}], enabled: [{name: NodeResourcesFit, weight: 1}]}
YAML
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB-packed}
spec:
  replicas: 6
  selector: {matchLabels: {app: $WEB-packed}}
  template:
    metadata: {labels: {app: $WEB-packed}}
    spec:
      schedulerName: $NAME
      containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity], resources: {requests: {cpu: 10m, memory: 8Mi}}}]
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-packed" --timeout=60s
