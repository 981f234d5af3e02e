kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Service
metadata: {name: $DB}
spec: {ports: [{port: $PORT}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: $DB-outside, labels: {kubernetes.io/service-name: $DB}}
addressType: IPv4
endpoints: [{addresses: ["192.0.2.$LAST"]}]
ports: [{port: $PORT}]
YAML
kubectl -n "$NAMESPACE" create service externalname "$DB-reports" --external-name=reports.example.com
kubectl -n "$NAMESPACE" create deployment "$DB" --image=marina/busybox:1 -- httpd -f -p "$PORT"
kubectl -n "$NAMESPACE" rollout status "deployment/$DB" --timeout=60s
kubectl -n "$NAMESPACE" patch service "$DB" -p '{"spec":{"selector":{"app":"'"$DB"'"}}}'
kubectl -n "$NAMESPACE" delete endpointslice "$DB-outside"
