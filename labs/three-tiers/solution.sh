kubectl -n "$NAMESPACE" create deployment "$BOOK-follower" --image=marina/busybox:1 --replicas=2 -- httpd -f -p "$PORT" -h /tmp
kubectl -n "$NAMESPACE" expose deployment "$BOOK-follower" --port="$PORT"
kubectl -n "$NAMESPACE" rollout status "deployment/$BOOK-follower" --timeout=60s
kubectl -n "$NAMESPACE" create deployment "$BOOK-front" --image=marina/busybox:1 --replicas=3 -- sh -c 'echo "write to ${WRITE_TO:?}, read from ${READ_FROM:?}"; exec httpd -f -p 8080 -h /tmp'
kubectl -n "$NAMESPACE" set env "deployment/$BOOK-front" "WRITE_TO=$BOOK-leader:$PORT" "READ_FROM=$BOOK-follower:$PORT"
kubectl -n "$NAMESPACE" expose deployment "$BOOK-front" --port=80 --target-port=8080 --type=NodePort
kubectl -n "$NAMESPACE" rollout status "deployment/$BOOK-front" --timeout=60s
