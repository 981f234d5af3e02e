kubectl -n "$NAMESPACE" delete pod "$WEB" --now
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB}
spec:
  volumes: [{name: work, emptyDir: {}}]
  containers:
  - name: writer
    image: marina/busybox:1
    command: [sh, -c, "while true; do date >> /$DIR/log; sleep 1; done"]
    volumeMounts: [{name: work, mountPath: /$DIR}]
  - name: reader
    image: marina/busybox:1
    command: [sh, -c, "while true; do tail -n 1 /$DIR/log; sleep 5; done"]
    volumeMounts: [{name: work, mountPath: /$DIR, readOnly: true}]
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" --timeout=60s
