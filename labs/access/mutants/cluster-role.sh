# fails: bound, role
kubectl -n "$NAMESPACE" create rolebinding "$WHO-reads" --clusterrole=admin "--user=$WHO"
