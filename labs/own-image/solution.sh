kubectl -n "$NAMESPACE" create -f - <<YAML
---
apiVersion: apps.marina.dev/v1
kind: Build
metadata: {name: $APP-1}
spec: {source: {archive: {configMap: $APP-source}}, strategy: static, image: $APP}
YAML
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Succeeded "build.apps.marina.dev/$APP-1" --timeout=100s
image=$(kubectl -n "$NAMESPACE" get build.apps.marina.dev "$APP-1" -o jsonpath='{.status.image}')
kubectl -n "$NAMESPACE" create deployment "$APP" --image="$image"
kubectl -n "$NAMESPACE" run stranger --labels=app=stranger --image="${image%%/*}/somebody-else/app:1"
