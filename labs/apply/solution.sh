deployment() {
  cat <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB, labels: {tier: $1}}
spec:
  $2
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
}
deployment back "replicas: 1" | kubectl -n "$NAMESPACE" apply --server-side --field-manager=team -f -
echo '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"'"$WEB"'"},"spec":{"replicas":'"$COPIES"'}}' | kubectl -n "$NAMESPACE" apply --server-side --field-manager=scaler --force-conflicts -f -
deployment front "" | kubectl -n "$NAMESPACE" apply --server-side --field-manager=team -f -
