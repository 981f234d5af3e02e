# fails: config, said, waited
kubectl -n "$NAMESPACE" create deployment "$WEB-packed" --image=marina/busybox:1 --replicas=6 --dry-run=client -o json -- sleep infinity | jq '.spec.template.spec.schedulerName = "'"$NAME"'"' | kubectl -n "$NAMESPACE" create -f -
