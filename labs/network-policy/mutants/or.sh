# fails: allow, out
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: $DB-from-api}
spec:
  podSelector: {matchLabels: {app: $DB}}
  ingress: [{from: [{podSelector: {matchLabels: {role: api}}}]}, {ports: [{port: $PORT}]}]
YAML
