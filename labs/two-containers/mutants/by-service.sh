# fails: copies, local
kubectl -n "$NAMESPACE" delete pod "$WEB" --now
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB, labels: {app: $WEB}}
spec:
  containers:
  - {name: web, image: "marina/busybox:1", command: [sh, -c, "exec httpd -f -p $PORT -h /tmp"]}
  - {name: helper, image: "marina/busybox:1", command: [sh, -c, "while true; do wget -qO- http://$WEB:$PORT/; sleep 5; done"]}
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" --timeout=60s
