# fails: follows, status
reconcile() {
  kubectl -n "$NAMESPACE" get ships -o json | jq -c '.items[]' | while read -r ship; do
    name=$(jq -r .metadata.name <<<"$ship")
    jq '{apiVersion: "apps/v1", kind: "Deployment",
         metadata: {name: .metadata.name, ownerReferences: [{apiVersion: .apiVersion, kind: .kind, name: .metadata.name, uid: .metadata.uid, controller: true}]},
         spec: {replicas: .spec.crew, selector: {matchLabels: {ship: .metadata.name}},
                template: {metadata: {labels: {ship: .metadata.name}}, spec: {containers: [{name: "main", image: "marina/busybox:1", command: ["sleep", "infinity"]}]}}}}' <<<"$ship" \
      | kubectl -n "$NAMESPACE" apply --server-side --field-manager=ships --force-conflicts -f -
    kubectl -n "$NAMESPACE" rollout status "deployment/$name" --timeout=60s
    kubectl -n "$NAMESPACE" patch ship "$name" --subresource=status --type merge -p "{\"status\":{\"crew\":$(kubectl -n "$NAMESPACE" get deployment "$name" -o jsonpath='{.status.readyReplicas}')}}"
  done
}
echo '{"apiVersion":"lab.example.com/v1","kind":"Ship","metadata":{"name":"'"$SHIP"'"},"spec":{"crew":2}}' | kubectl -n "$NAMESPACE" create -f -
reconcile
kubectl -n "$NAMESPACE" patch ship "$SHIP" --type merge -p '{"spec":{"crew":'"$MORE"'}}'
kubectl -n "$NAMESPACE" delete ship "$SHIP"
kubectl -n "$NAMESPACE" wait --for=delete "deployment/$SHIP" --timeout=60s
