d=$(mktemp -d)
mkdir -p "$d/base" "$d/staging" "$d/production"
cat > "$d/base/web.yaml" <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB}
spec:
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity], envFrom: [{configMapRef: {name: settings}}]}]}
YAML
printf 'resources: [web.yaml]\nconfigMapGenerator: [{name: settings, literals: [color=plain]}]\n' > "$d/base/kustomization.yaml"
for each in staging production; do
  printf 'resources: [../base]\nnamePrefix: %s-\nnamespace: %s\nlabels: [{pairs: {env: %s}, includeSelectors: true, includeTemplates: true}]\n' "$each" "$NAMESPACE" "$each" > "$d/$each/kustomization.yaml"
done
printf 'replicas: [{name: %s, count: %s}]\n' "$WEB" "$COPIES" >> "$d/production/kustomization.yaml"
kubectl apply -k "$d/staging"
kubectl apply -k "$d/production"
kubectl -n "$NAMESPACE" rollout status "deployment/staging-$WEB" --timeout=60s
kubectl -n "$NAMESPACE" rollout status "deployment/production-$WEB" --timeout=60s
printf 'configMapGenerator: [{name: settings, behavior: merge, literals: [color=%s]}]\n' "$COLOR" >> "$d/production/kustomization.yaml"
kubectl apply -k "$d/production"
kubectl -n "$NAMESPACE" rollout status "deployment/production-$WEB" --timeout=60s
rm -r "$d"
