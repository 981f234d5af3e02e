# fails: denies, policy, warned
kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: $NAMESPACE-size}
spec:
  matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]}
  validations: [{expression: "object.spec.replicas <= $MOST"}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: $NAMESPACE-size}
spec: {policyName: $NAMESPACE-size, validationActions: [Deny]}
YAML
kubectl -n "$NAMESPACE" patch deployment old -p '{"metadata":{"annotations":{"note":"tidied"}},"spec":{"replicas":2}}'
