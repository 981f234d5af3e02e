# fails: cause, repaired
console() { kubectl -n "$NAMESPACE" apply --server-side --field-manager=marina-console -f -; }
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
kubectl -n "$NAMESPACE" patch deployment "$WEB" --subresource=scale --field-manager=marina-console --type merge -p '{"spec":{"replicas":'"$COPIES"'}}'
kubectl -n "$NAMESPACE" patch deployment "$WEB" --field-manager=marina-console --type merge -p '{"metadata":{"labels":{"tier":"'"$TIER"'"}}}'
console <<YAML
apiVersion: v1
kind: ConfigMap
metadata: {name: $WEB-pages}
data: {TITLE: hello}
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
