# fails: lowered
work=$(mktemp -d)
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$work/key" -out "$work/crt" -subj /CN=adapter 2>/dev/null
kubectl -n "$NAMESPACE" create secret tls adapter-tls --cert="$work/crt" --key="$work/key"
rm -r "$work"
kubectl wait --for=condition=Available apiservice/v1beta1.custom.metrics.k8s.io --timeout=60s
kubectl -n "$NAMESPACE" patch configmap traffic -p "{\"data\":{\"rate\":\"${MANY}0\"}}"
kubectl -n "$NAMESPACE" create -f - <<YAML
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: $WEB}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: $WEB}
  minReplicas: 1
  maxReplicas: 5
  metrics:
  - type: Object
    object:
      describedObject: {apiVersion: v1, kind: Service, name: $WEB}
      metric: {name: queries-per-second}
      target: {type: AverageValue, averageValue: 10}
YAML
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.spec.replicas}'="$MANY" "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch configmap traffic -p '{"data":{"rate":"90"}}'
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.spec.replicas}'=5 "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
kubectl -n "$NAMESPACE" patch configmap traffic -p '{"data":{"rate":"5"}}'
kubectl -n "$NAMESPACE" wait --for=jsonpath='{.status.currentMetrics[0].object.current.averageValue}'=1 "hpa/$WEB" --timeout=60s
