# fails: followers
kubectl -n "$NAMESPACE" create service clusterip "$BOOK-follower" "--tcp=$PORT"
kubectl -n "$NAMESPACE" set selector service "$BOOK-follower" "app=$BOOK"
kubectl -n "$NAMESPACE" create deployment "$BOOK-front" --image=marina/busybox:1 --replicas=3 -- sh -c 'echo "${WRITE_TO:?} ${READ_FROM:?}"; exec sleep infinity'
kubectl -n "$NAMESPACE" set env "deployment/$BOOK-front" "WRITE_TO=$BOOK-leader:$PORT" "READ_FROM=$BOOK-follower:$PORT"
kubectl -n "$NAMESPACE" expose deployment "$BOOK-front" --port=80 --type=NodePort
kubectl -n "$NAMESPACE" rollout status "deployment/$BOOK-front" --timeout=60s
