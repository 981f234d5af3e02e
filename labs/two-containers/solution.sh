kubectl -n "$NAMESPACE" delete pod "$WEB" --now
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB, labels: {app: $WEB}}
spec:
  containers:
  - {name: web, image: "marina/busybox:1", command: [sh, -c, "mkdir -p /tmp/www && exec httpd -f -p $PORT -h /tmp/www"]}
  - {name: helper, image: "marina/busybox:1", command: [sh, -c, "while true; do wget -qO- http://localhost:$PORT/; sleep 5; done"]}
YAML
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: $WEB-set}
spec:
  replicas: 3
  selector: {matchLabels: {app: $WEB-set}}
  template:
    metadata: {labels: {app: $WEB-set}}
    spec:
      containers:
      - {name: web, image: "marina/busybox:1", command: [sh, -c, "mkdir -p /tmp/www && exec httpd -f -p $PORT -h /tmp/www"]}
      - {name: helper, image: "marina/busybox:1", command: [sh, -c, "while true; do wget -qO- http://localhost:$PORT/; sleep 5; done"]}
YAML
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-set" --timeout=60s
