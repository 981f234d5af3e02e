work=$(mktemp -d)
openssl req -new -newkey rsa:2048 -nodes -keyout "$work/key" -subj "/CN=$WHO" -out "$work/csr" 2>/dev/null
kubectl create -f - <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: $NAMESPACE-$WHO}
spec: {request: $(base64 -w0 "$work/csr"), signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], expirationSeconds: 3600}
YAML
kubectl certificate approve "$NAMESPACE-$WHO"
kubectl wait --for=jsonpath='{.status.certificate}' "csr/$NAMESPACE-$WHO" --timeout=30s
kubectl get csr "$NAMESPACE-$WHO" -o jsonpath='{.status.certificate}' | base64 -d > "$work/crt"
kubectl -n "$NAMESPACE" create secret tls "$WHO-tls" --cert="$work/crt" --key="$work/key"
kubectl -n "$NAMESPACE" create role lists-pods --verb=list --resource=pods
kubectl -n "$NAMESPACE" create rolebinding lists-pods --role=lists-pods "--user=$WHO"
rm -r "$work"
