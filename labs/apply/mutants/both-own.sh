# fails: taken
kubectl -n "$NAMESPACE" apply --server-side --field-manager=team -f - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB, labels: {tier: front}}
spec:
  replicas: $COPIES
  selector: {matchLabels: {app: $WEB}}
  template:
    metadata: {labels: {app: $WEB}}
    spec: {containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity]}]}
YAML
echo '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"'"$WEB"'"},"spec":{"replicas":'"$COPIES"'}}' | kubectl -n "$NAMESPACE" apply --server-side --field-manager=scaler -f -
