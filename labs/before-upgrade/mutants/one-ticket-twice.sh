# fails: hook, unserved, written
desk() {
  for n in 1 2; do
    kubectl -n "$NAMESPACE" apply --server-side --field-manager=desk -f - <<YAML
apiVersion: lab.example.com/$1
kind: Ticket
metadata: {name: $TICKET-$n}
spec: {text: broken}
YAML
  done
}
desk v1beta1
kubectl -n "$NAMESPACE" delete tickets.lab.example.com "$TICKET-2"
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=2
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl patch validatingwebhookconfiguration "$NAMESPACE-guard" --type json -p '[{"op":"replace","path":"/webhooks/0/timeoutSeconds","value":1}]'
