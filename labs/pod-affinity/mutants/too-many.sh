# fails: apart, beside
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB}
spec:
  affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: nobody}}}]}}
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB-set}
spec:
  replicas: $(($(kubectl get nodes -o name | wc -l) + 1))
  selector: {matchLabels: {app: $WEB-set}}
  template:
    metadata: {labels: {app: $WEB-set}}
    spec:
      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: $WEB-set}}}]}}
      containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
YAML
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedScheduling | grep -q anti-affinity; do sleep 0.2; done
