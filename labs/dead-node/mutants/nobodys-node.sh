# fails: again, back, dead, moved, noticed, served
kubectl create -f - <<YAML
---
apiVersion: marina.dev/v1
kind: Fault
metadata: {name: $WEB-dies}
spec: {type: NodeStopped, nodes: [nobody], seconds: 600}
YAML
