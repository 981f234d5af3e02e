# fails: grown, protected
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $NAME}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 128Mi}}}
YAML
until kubectl -n "$NAMESPACE" get events --field-selector reason=WaitForFirstConsumer -o name | grep -q .; do sleep 0.2; done
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $NAME-user}
spec:
  volumes: [{name: data, persistentVolumeClaim: {claimName: $NAME}}]
  containers: [{name: main, image: "marina/busybox:1", command: [sleep, infinity], volumeMounts: [{name: data, mountPath: /data}]}]
YAML
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$NAME-user" --timeout=60s
