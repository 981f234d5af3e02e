# fails: door, told
kubectl -n "$NAMESPACE" create deployment "$BOOK-follower" --image=marina/busybox:1 --replicas=2 -- httpd -f -p "$PORT" -h /tmp
kubectl -n "$NAMESPACE" expose deployment "$BOOK-follower" --port="$PORT"
kubectl -n "$NAMESPACE" create deployment "$BOOK-front" --image=marina/busybox:1 --replicas=3 -- sh -c 'echo "${WRITE_TO:?} ${READ_FROM:?}"; exec sleep infinity'
kubectl -n "$NAMESPACE" set env "deployment/$BOOK-front" WRITE_TO=10.96.0.10 READ_FROM=10.96.0.11
kubectl -n "$NAMESPACE" expose deployment "$BOOK-front" --port=80
kubectl -n "$NAMESPACE" rollout status "deployment/$BOOK-front" --timeout=60s
