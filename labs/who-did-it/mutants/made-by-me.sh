# fails: account
for each in lin mei omar nina ravi; do
  kubectl -n "$NAMESPACE" --as="$each" delete configmap "$THING" >/dev/null 2>&1 || true
done
kubectl -n "$NAMESPACE" create deployment "$THING" --image=marina/busybox:1 --replicas=0
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.observedGeneration}'=1 "deployment/$THING" --timeout=30s
kubectl -n "$NAMESPACE" get secret "$THING-key" -o name
asked() { kubectl get --raw "/debug/audit?namespace=$NAMESPACE&$1"; }
deletes=$(asked "verb=delete&resource=configmaps&name=$THING")
who=$(jq -r '[.items[] | select(.responseStatus.code == 200)][0].impersonatedUser.username' <<<"$deletes")
code=$(jq -r '[.items[] | select(.responseStatus.code != 200)][0].responseStatus.code' <<<"$deletes")
account=$(asked "verb=create&resource=deployments.apps" | jq -r '.items[0].user.username')
level=$(asked "verb=get&resource=secrets" | jq -r '.items[0].level')
kubectl -n "$NAMESPACE" create configmap answers --from-literal=who="$who" --from-literal=code="$code" --from-literal=account="$account" --from-literal=level="$level"
