# fails: role
kubectl -n "$NAMESPACE" create role "$WHO-reader" --verb=get,list,watch,delete --resource=pods
kubectl -n "$NAMESPACE" create rolebinding "$WHO-reads" "--role=$WHO-reader" "--user=$WHO"
