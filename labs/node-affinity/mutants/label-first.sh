# fails: likes, waited
kubectl label "$(kubectl get nodes -o name | head -n 1)" "lab/zone=$ZONE"
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB-must}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: lab/zone, operator: In, values: [$ZONE]}]}]}}}
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB-must" --timeout=60s
