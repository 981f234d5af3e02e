kubectl -n "$NAMESPACE" create role "$WHO-reader" --verb=get,list,watch --resource=pods
kubectl -n "$NAMESPACE" create rolebinding "$WHO-reads" "--role=$WHO-reader" "--user=$WHO"
kubectl -n "$NAMESPACE" auth can-i list pods "--as=$WHO"
