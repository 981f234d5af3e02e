kubectl label "$(kubectl get nodes -o name | head -n 1)" "disk=$DISK" --overwrite
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $WEB-data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 16Mi}}}
YAML
kubectl -n "$NAMESPACE" run cache --image=marina/busybox:1 --labels="app=$WEB-cache" -- sleep infinity
kubectl -n "$NAMESPACE" patch pod "$WEB-d" --type json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'
kubectl -n "$NAMESPACE" wait --for=condition=Ready pods -l made=by-the-lab --timeout=60s
