# fails: claim, friend, gate, same, selector
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $WEB-data}
spec: {storageClassName: nobody, accessModes: [ReadWriteOnce], resources: {requests: {storage: 16Mi}}}
YAML
