for each in "$WHO:$GROUP:$NAMESPACE-$WHO" "root:admins:$NAMESPACE-$WHO-admin"; do
  IFS=: read -r cn o name <<<"$each"
  csr=$(openssl req -new -newkey rsa:2048 -nodes -keyout /dev/null -subj "/O=$o/CN=$cn" 2>/dev/null | base64 -w0)
  kubectl create -f - <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: $name}
spec: {request: $csr, signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], expirationSeconds: 3600}
YAML
done
kubectl certificate approve "$NAMESPACE-$WHO"
kubectl certificate deny "$NAMESPACE-$WHO-admin"
kubectl -n "$NAMESPACE" create rolebinding "$GROUP" --clusterrole=view "--group=$GROUP"
