# fails: shared
kubectl -n "$NAMESPACE" delete pod "$WEB" --now
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB}
spec:
  volumes: [{name: one, emptyDir: {}}, {name: two, emptyDir: {}}]
  containers:
  - {name: writer, image: "marina/busybox:1", command: [sleep, infinity], volumeMounts: [{name: one, mountPath: /$DIR}]}
  - {name: reader, image: "marina/busybox:1", command: [sleep, infinity], volumeMounts: [{name: two, mountPath: /$DIR, readOnly: true}]}
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" --timeout=60s
