# fails: read
kubectl -n "$NAMESPACE" delete pod "$WEB" --now
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB}
spec:
  volumes: [{name: work, emptyDir: {}}]
  containers:
  - {name: writer, image: "marina/busybox:1", command: [sleep, infinity], volumeMounts: [{name: work, mountPath: /$DIR}]}
  - {name: reader, image: "marina/busybox:1", command: [sleep, infinity], volumeMounts: [{name: work, mountPath: /$DIR}]}
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" --timeout=60s
