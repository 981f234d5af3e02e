# fails: map, production, rolled, staging
d=$(mktemp -d)
cat > "$d/web.yaml" <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB}
spec:
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity], envFrom: [{configMapRef: {name: settings}}]}]}
YAML
printf 'namePrefix: staging-\nnamespace: %s\nresources: [web.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: settings, literals: [color=plain]}]\n' "$NAMESPACE" > "$d/kustomization.yaml"
kubectl apply -k "$d"
kubectl -n "$NAMESPACE" rollout status "deployment/staging-$WEB" --timeout=60s
rm -r "$d"
