# fails: same, written
one=$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')
two=$(kubectl get nodes -o jsonpath='{.items[1].metadata.name}')
kubectl -n "$NAMESPACE" apply -f - <<YAML
---
apiVersion: v1
kind: Pod
metadata: {name: writer, labels: {app: writer}}
spec:
  nodeName: $one
  restartPolicy: Never
  terminationGracePeriodSeconds: 1
  volumes: [{name: notes, emptyDir: {}}]
  containers:
  - {name: main, image: "marina/busybox:1", command: [sh, -c, "echo $WORD > /notes/note"], volumeMounts: [{name: notes, mountPath: /notes}]}
YAML
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Succeeded pod/writer --timeout=60s
kubectl -n "$NAMESPACE" apply -f - <<YAML
---
apiVersion: v1
kind: Pod
metadata: {name: same, labels: {app: same}}
spec:
  nodeName: $one
  restartPolicy: Never
  terminationGracePeriodSeconds: 1
  volumes: [{name: notes, emptyDir: {}}]
  containers:
  - {name: main, image: "marina/busybox:1", command: [cat, /notes/note], volumeMounts: [{name: notes, mountPath: /notes}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other, labels: {app: other}}
spec:
  nodeName: $two
  restartPolicy: Never
  terminationGracePeriodSeconds: 1
  volumes: [{name: notes, emptyDir: {}}]
  containers:
  - {name: main, image: "marina/busybox:1", command: [cat, /notes/note], volumeMounts: [{name: notes, mountPath: /notes}]}
---
apiVersion: v1
kind: Pod
metadata: {name: strict, labels: {app: strict}}
spec:
  nodeName: $two
  restartPolicy: Never
  terminationGracePeriodSeconds: 1
  volumes: [{name: notes, hostPath: {path: /data/$NAMESPACE-more, type: Directory}}]
  containers:
  - {name: main, image: "marina/busybox:1", command: [cat, /notes/note], volumeMounts: [{name: notes, mountPath: /notes}]}
YAML
