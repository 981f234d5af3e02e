# fails: asked, denied, rights
csr=$(openssl req -new -newkey rsa:2048 -nodes -keyout /dev/null -subj "/O=$GROUP/CN=$WHO" 2>/dev/null | base64 -w0)
kubectl create -f - <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: $NAMESPACE-$WHO}
spec: {request: $csr, signerName: kubernetes.io/kube-apiserver-client, usages: [client auth]}
YAML
kubectl certificate approve "$NAMESPACE-$WHO"
kubectl -n "$NAMESPACE" create rolebinding "$WHO" --clusterrole=view "--user=somebody-else"
