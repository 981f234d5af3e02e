# fails: gone, moved, slice
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Service
metadata: {name: $DB}
spec: {ports: [{port: $PORT}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: $DB-outside}
addressType: IPv4
endpoints: [{addresses: ["192.0.2.$LAST"]}]
ports: [{port: $PORT}]
YAML
kubectl -n "$NAMESPACE" create service externalname "$DB-reports" --external-name=reports.example.com
