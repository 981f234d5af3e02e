# fails: gets
kubectl apply -f - <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: $NAMESPACE-preset}
spec:
  reinvocationPolicy: Never
  matchConstraints:
    objectSelector: {matchLabels: {preset: $ZONE}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  mutations:
  - patchType: ApplyConfiguration
    applyConfiguration: {expression: 'Object{metadata: Object.metadata{annotations: {"lab/preset": "by-policy"}}}'}
YAML
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --labels="preset=$ZONE" -- sleep infinity
kubectl -n "$NAMESPACE" run "$WEB-plain" --image=marina/busybox:1 -- sleep infinity
