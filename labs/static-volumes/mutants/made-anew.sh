# fails: free
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $NAME}
spec: {storageClassName: $NAMESPACE, accessModes: [ReadWriteOnce], resources: {requests: {storage: ${WANT}Gi}}}
YAML
kubectl wait --for=jsonpath='{.status.phase}'=Bound "pv/$NAMESPACE-5" --timeout=30s
kubectl -n "$NAMESPACE" delete pvc "$NAME"
kubectl wait --for=jsonpath='{.status.phase}'=Released "pv/$NAMESPACE-5" --timeout=30s
kubectl delete pv "$NAMESPACE-5"
kubectl apply -f - <<YAML
apiVersion: v1
kind: PersistentVolume
metadata: {name: $NAMESPACE-5}
spec: {storageClassName: $NAMESPACE, capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, nfs: {server: 192.0.2.1, path: /5}}
YAML
