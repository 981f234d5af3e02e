# fails: bounds, ceiling, raised
work=$(mktemp -d)
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$work/key" -out "$work/crt" -subj /CN=adapter 2>/dev/null
kubectl -n "$NAMESPACE" create secret tls adapter-tls --cert="$work/crt" --key="$work/key"
rm -r "$work"
kubectl wait --for=condition=Available apiservice/v1beta1.custom.metrics.k8s.io --timeout=60s
kubectl -n "$NAMESPACE" patch configmap traffic -p "{\"data\":{\"rate\":\"${MANY}0\"}}"
kubectl -n "$NAMESPACE" scale deployment "$WEB" "--replicas=$MANY"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=1
