# fails: scaled
kubectl apply -f - <<YAML
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.lab.example.com}
spec:
  group: lab.example.com
  scope: Namespaced
  names: {plural: boats, singular: boat, kind: Boat}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Crew, type: integer, jsonPath: .spec.crew}]
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {crew: {type: integer, minimum: 1, maximum: $SIZE}}}}}}
YAML
kubectl wait --for=condition=Established crd/boats.lab.example.com --timeout=30s
echo '{"apiVersion":"lab.example.com/v1","kind":"Boat","metadata":{"name":"'"$BOAT"'"},"spec":{"crew":2}}' | kubectl -n "$NAMESPACE" create -f -
kubectl -n "$NAMESPACE" patch boat "$BOAT" --type merge -p '{"spec":{"crew":3}}'
sleep 1
kubectl -n "$NAMESPACE" patch boat "$BOAT" --type merge -p '{"spec":{"crew":2}}'
