# fails: named
kubectl -n "$NAMESPACE" run names --image=marina/busybox:1 --restart=Never --labels=app=names -- sh -c "for name in $WEB $WEB.$NAMESPACE.svc.cluster.local; do timeout 5 wget -O- http://\$name/ 2>&1; done"
kubectl -n "$NAMESPACE" set env deployment/reader "PLACE=$(kubectl -n "$NAMESPACE-data" get service "$DB" -o jsonpath='{.spec.clusterIP}')"
