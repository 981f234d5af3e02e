# fails: pod, service
kubectl -n "$NAMESPACE" run caller --image=marina/busybox:1 --restart=Never -- timeout 3 wget -O- "http://$WEB/$PAGE.html"
kubectl -n "$NAMESPACE" create role asks --verb=get --resource=services/proxy
kubectl -n "$NAMESPACE" create rolebinding asks --role=asks --serviceaccount="$NAMESPACE:$CALLER"
