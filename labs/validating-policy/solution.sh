kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: $NAMESPACE-size}
spec:
  matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]}
  validations: [{expression: "object.spec.replicas <= $MOST", message: "at most $MOST copies"}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: $NAMESPACE-size}
spec:
  policyName: $NAMESPACE-size
  validationActions: [Warn]
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $NAMESPACE}}}
YAML
kubectl patch validatingadmissionpolicybinding "$NAMESPACE-size" --type merge -p '{"spec":{"validationActions":["Deny"]}}'
kubectl -n "$NAMESPACE" patch deployment old -p '{"metadata":{"annotations":{"note":"tidied"}},"spec":{"replicas":2}}'
