# fails: bound
kubectl -n "$NAMESPACE" create role "$WHO-reader" --verb=get,list,watch --resource=pods
kubectl -n "$NAMESPACE" create rolebinding "$WHO-reads" "--role=$WHO-reader" "--group=$WHO"
