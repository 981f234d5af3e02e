# fails: mended, report
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-late}
spec: {type: ControllerSlowed, controllers: [scheduler], delayMillis: 8000, seconds: 600, prediction: WorkWaits}
YAML
kubectl wait --for=jsonpath={.status.phase}=Active "fault/$WEB-late" --timeout=30s
kubectl -n "$NAMESPACE" scale deployment "$WEB" --replicas=4
kubectl wait --for=jsonpath='{.status.prediction.seen}'=WorkWaits "fault/$WEB-late" --timeout=30s
kubectl -n "$NAMESPACE" create configmap "$WEB-report" --from-literal=component=replicaset --from-literal=millis=8000
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=90s
