kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $NAME}
spec: {storageClassName: $NAMESPACE, accessModes: [ReadWriteOnce], resources: {requests: {storage: ${WANT}Gi}}}
YAML
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Bound "pvc/$NAME" --timeout=30s
kubectl wait --for=jsonpath='{.status.phase}'=Bound "pv/$NAMESPACE-5" --timeout=30s
kubectl -n "$NAMESPACE" delete pvc "$NAME"
kubectl wait --for=jsonpath='{.status.phase}'=Released "pv/$NAMESPACE-5" --timeout=30s
kubectl patch pv "$NAMESPACE-5" --type merge -p '{"spec":{"claimRef":null}}'
