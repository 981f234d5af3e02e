# fails: likes, must
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB-likes}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: lab/zone, operator: In, values: [$ZONE-moon]}]}]}}}
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
---
apiVersion: v1
kind: Pod
metadata: {name: $WEB-must}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: lab/zone, operator: In, values: [$ZONE]}]}]}}}
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]
YAML
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedScheduling | grep -q "$WEB-must"; do sleep 0.2; done
