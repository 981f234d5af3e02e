kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: $NAMESPACE-preset}
spec:
  reinvocationPolicy: Never
  failurePolicy: Fail
  matchConstraints:
    objectSelector: {matchLabels: {preset: $ZONE}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  mutations:
  - patchType: ApplyConfiguration
    applyConfiguration:
      expression: >-
        Object{metadata: Object.metadata{annotations: {"lab/preset": "by-policy"}},
        spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, env: [Object.spec.containers.env{name: "ZONE", value: "$ZONE"}]})}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: $NAMESPACE-preset}
spec:
  policyName: $NAMESPACE-preset
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $NAMESPACE}}}
YAML
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --labels="preset=$ZONE" -- sleep infinity
kubectl -n "$NAMESPACE" run "$WEB-plain" --image=marina/busybox:1 -- sleep infinity
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" "pod/$WEB-plain" --timeout=60s
