# fails: both, nodeport, ports
kubectl -n "$NAMESPACE" patch deployment "$WEB-two" --type json -p '[{"op":"remove","path":"/spec/template/spec/affinity"}]'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-two" --timeout=60s
