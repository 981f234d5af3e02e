kubectl label node "$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')" "accelerator=$NAMESPACE"
large="{deviceClassName: $NAMESPACE-gpu, selectors: [{cel: {expression: \"device.capacity['$NAMESPACE.example.com'].memory.compareTo(quantity('${MEMORY}Gi')) >= 0\"}}]}"
either="[{name: large, deviceClassName: $NAMESPACE-gpu, selectors: [{cel: {expression: \"device.capacity['$NAMESPACE.example.com'].memory.compareTo(quantity('${MEMORY}Gi')) >= 0\"}}]}, {name: any, deviceClassName: $NAMESPACE-gpu}]"
pod() {
  kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: {name: $1}
spec: {devices: {requests: [{name: gpu, $2}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: $1, labels: {app: $JOB}}
spec:
  terminationGracePeriodSeconds: 1
  resourceClaims: [{name: gpu, resourceClaimName: $1}]
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity], resources: {claims: [{name: gpu}]}}]
YAML
}
pod "$JOB-1" "exactly: $large"
kubectl -n "$NAMESPACE" wait --for=condition=PodScheduled "pod/$JOB-1" --timeout=60s
pod "$JOB-2" "exactly: $large"
until kubectl -n "$NAMESPACE" get events --field-selector reason=FailedScheduling | grep -q "cannot allocate all claims"; do sleep 0.2; done
kubectl -n "$NAMESPACE" delete pod "$JOB-1" --now
kubectl -n "$NAMESPACE" wait --for=condition=PodScheduled "pod/$JOB-2" --timeout=60s
pod "$JOB-3" "firstAvailable: $either"
kubectl -n "$NAMESPACE" wait --for=condition=PodScheduled "pod/$JOB-3" --timeout=60s
