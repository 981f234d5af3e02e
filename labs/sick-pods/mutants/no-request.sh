# fails: command, request
kubectl -n "$NAMESPACE" set image "deployment/$WEB-a" main=marina/busybox:1
kubectl -n "$NAMESPACE" patch deployment "$WEB-b" --type json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/resources"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-b" --timeout=60s
