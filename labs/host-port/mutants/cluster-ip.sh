# fails: nodeport
kubectl -n "$NAMESPACE" patch deployment "$WEB-two" --type json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/ports/0/hostPort"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-two" --timeout=60s
kubectl -n "$NAMESPACE" create service clusterip "$WEB" --tcp=80:8080
