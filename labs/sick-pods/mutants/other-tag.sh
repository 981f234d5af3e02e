# fails: image
kubectl -n "$NAMESPACE" set image "deployment/$WEB-a" main=marina/busybox:9
kubectl -n "$NAMESPACE" set resources "deployment/$WEB-b" --requests=cpu=50m
kubectl -n "$NAMESPACE" patch deployment "$WEB-c" --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/command","value":["sleep","infinity"]}]'
for each in b c; do kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-$each" --timeout=60s; done
