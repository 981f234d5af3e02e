# fails: read, search, visited
server=$(kubectl -n kube-system get service kube-dns -o jsonpath='{.spec.clusterIP}' 2>/dev/null || echo 10.96.0.10)
kubectl -n "$NAMESPACE" apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: own, labels: {app: own}}
spec:
  restartPolicy: Never
  dnsPolicy: None
  dnsConfig: {nameservers: ["$server"], searches: ["$COMPANY.example"], options: [{name: ndots, value: "1"}]}
  containers: [{name: main, image: "marina/busybox:1", command: [cat, /etc/resolv.conf]}]
YAML
