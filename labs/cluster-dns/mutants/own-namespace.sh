# fails: full, named, read
kubectl -n "$NAMESPACE" run names --image=marina/busybox:1 --restart=Never --labels=app=names -- timeout 5 wget -O- "http://$WEB/"
kubectl -n "$NAMESPACE" set env deployment/reader "PLACE=$DB.$NAMESPACE"
