# fails: tolerates
kubectl label "$(kubectl get nodes -o name | head -n 1)" "disk=$DISK" --overwrite
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.phase}'=Running "pod/$WEB" --timeout=60s
kubectl taint nodes -l "disk=$DISK" "disk=$DISK:NoSchedule" --overwrite
kubectl -n "$NAMESPACE" run "$WEB-tolerant" --image=marina/busybox:1 --overrides='{"spec":{"nodeSelector":{"disk":"'"$DISK"'"},"containers":[{"name":"main","image":"marina/busybox:1","command":["sleep","infinity"]}]}}'
