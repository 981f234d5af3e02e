# fails: cause, created, labelled, scaled
console() { kubectl -n "$NAMESPACE" apply --server-side --field-manager=kubectl -f -; }
console <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB}
spec:
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
kubectl -n "$NAMESPACE" patch deployment "$WEB" --subresource=scale --field-manager=kubectl --type merge -p '{"spec":{"replicas":'"$COPIES"'}}'
kubectl -n "$NAMESPACE" patch deployment "$WEB" --field-manager=kubectl --type merge -p '{"metadata":{"labels":{"tier":"'"$TIER"'"}}}'
console <<YAML
apiVersion: v1
kind: ConfigMap
metadata: {name: $WEB-page}
data: {TITLE: hello}
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-sick" --timeout=60s
