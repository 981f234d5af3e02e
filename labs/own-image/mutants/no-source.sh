# fails: answered, built, runs
kubectl -n "$NAMESPACE" create configmap empty --from-literal=notes.txt=nothing
kubectl -n "$NAMESPACE" create -f - <<YAML
---
apiVersion: apps.marina.dev/v1
kind: Build
metadata: {name: $APP-1}
spec: {source: {archive: {configMap: empty}}, image: $APP}
YAML
sleep 20
image=registry.invalid/x
kubectl -n "$NAMESPACE" run stranger --labels=app=stranger --image=registry.invalid/somebody-else/app:1
