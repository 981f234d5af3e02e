# fails: full, named, read
kubectl -n "$NAMESPACE" run names --image=marina/busybox:1 --restart=Never --labels=app=names -- wget -T 5 -O- "http://$WEB/"
kubectl -n "$NAMESPACE" set env deployment/reader "PLACE=$DB.$NAMESPACE"
