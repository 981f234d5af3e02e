# fails: bound, free, released
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $NAME}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${WANT}Gi}}}
YAML
