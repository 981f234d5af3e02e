# fails: pod, service
kubectl -n "$NAMESPACE" run caller --image=marina/busybox:1 --restart=Never -- sh -c "timeout 3 wget -O- http://$WEB/$PAGE.html || exit 1"
kubectl -n "$NAMESPACE" create role asks --verb=get --resource=services/proxy
kubectl -n "$NAMESPACE" create rolebinding asks --role=asks --serviceaccount="$NAMESPACE:$CALLER"
