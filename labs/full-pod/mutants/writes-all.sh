# fails: asked, shared
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $WEB}
spec:
  terminationGracePeriodSeconds: 1
  securityContext: {runAsUser: $USER, runAsNonRoot: true}
  volumes: [{name: www, emptyDir: {}}]
  initContainers:
  - name: prepare
    image: marina/busybox:1
    command: [sh, -c, "echo $WEB > /www/index.html"]
    volumeMounts: [{name: www, mountPath: /www}]
    resources: {limits: {cpu: 50m, memory: 32Mi}}
    securityContext: &none {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
  - name: clock
    image: marina/busybox:1
    command: [sh, -c, "while true; do date > /www/time; sleep 5; done"]
    restartPolicy: Always
    volumeMounts: [{name: www, mountPath: /www}]
    resources: {limits: {cpu: 20m, memory: 16Mi}}
    securityContext: *none
  containers:
  - name: web
    image: marina/busybox:1
    command: [httpd, -f, -p, "$PORT", -h, /www]
    startupProbe: &ask {httpGet: {path: /, port: $PORT}, periodSeconds: 2, failureThreshold: 15}
    readinessProbe: *ask
    volumeMounts: [{name: www, mountPath: /www}]
    resources: {limits: {cpu: 50m, memory: 32Mi}}
    securityContext: *none
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" --timeout=60s
