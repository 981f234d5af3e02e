kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB-likes}
spec:
  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 50, preference: {matchExpressions: [{key: lab/zone, operator: In, values: [$ZONE-moon]}]}}]}}
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
---
apiVersion: v1
kind: Pod
metadata: {name: $WEB-must}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: lab/zone, operator: In, values: [$ZONE]}]}]}}}
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
YAML
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedScheduling | grep -q affinity; do sleep 0.2; done
kubectl label "$(kubectl get nodes -o name | head -n 1)" "lab/zone=$ZONE"
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB-likes" "pod/$WEB-must" --timeout=60s
kubectl label nodes --all lab/zone-
