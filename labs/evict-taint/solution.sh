kubectl -n "$NAMESPACE" patch deployment "$WEB-patient" -p '{"spec":{"template":{"spec":{"tolerations":[{"key":"'"$KEY"'","operator":"Exists","effect":"NoExecute","tolerationSeconds":'"$STAY"'}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-patient" --timeout=60s
node=$(kubectl -n "$NAMESPACE" get pods -l "app=$WEB-plain" -o jsonpath='{.items[0].spec.nodeName}')
kubectl taint node "$node" "$KEY=yes:NoExecute"
until kubectl -n "$NAMESPACE" get events --field-selector reason=TaintManagerEviction -o name | grep -q .; do sleep 0.2; done
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB-plain" --timeout=60s
kubectl taint node "$node" "$KEY-"
