# fails: limited
kubectl -n "$NAMESPACE" patch deployment "$HELPER" -p '{"spec":{"template":{"spec":{"containers":[{"name":"main","command":["httpd","-f","-p","8080"]}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$HELPER" --timeout=60s
