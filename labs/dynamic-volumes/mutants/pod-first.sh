# fails: grown, protected, used
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $NAME}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
YAML
until kubectl -n "$NAMESPACE" get events --field-selector reason=WaitForFirstConsumer -o name | grep -q .; do sleep 0.2; done
kubectl -n "$NAMESPACE" run "$NAME-user" --image=marina/busybox:1 -- sleep infinity
