# fails: ended
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kubectl -n "$NAMESPACE" create serviceaccount joiner
kubectl create clusterrole "$NAMESPACE-joiner" --verb=create --resource=certificatesigningrequests.certificates.k8s.io
kubectl create clusterrolebinding "$NAMESPACE-joiner" --clusterrole="$NAMESPACE-joiner" --serviceaccount="$NAMESPACE:joiner"
kubectl create clusterrole "$NAMESPACE-agents" --verb=list --resource=nodes
kubectl create clusterrolebinding "$NAMESPACE-agents-nodes" --clusterrole="$NAMESPACE-agents" --group=agents
kubectl create clusterrolebinding "$NAMESPACE-agents" --clusterrole="$NAMESPACE-joiner" --group=agents
who() { kubectl config view --minify --flatten --raw -o json | jq --argjson user "$1" '.users[0].user = $user' > "$work/$2.json"; }
ask() {
  openssl req -new -newkey rsa:2048 -nodes -keyout "$work/$1.key" -subj "/O=agents/CN=$AGENT" -out "$work/$1.csr" 2>/dev/null
  kubectl --kubeconfig "$2" create -f - <<JSON
{"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": {"name": "$1"},
 "spec": {"request": "$(base64 -w0 "$work/$1.csr")", "signerName": "kubernetes.io/kube-apiserver-client", "usages": ["client auth"], "expirationSeconds": 3600}}
JSON
  kubectl certificate approve "$1"
}
token=$(echo '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600}}' | kubectl create --raw "/api/v1/namespaces/$NAMESPACE/serviceaccounts/joiner/token" -f - | jq -r .status.token)
who "{\"token\": \"$token\"}" joiner
ask "$NAMESPACE-$AGENT" "$work/joiner.json"
certificate=$(kubectl get csr "$NAMESPACE-$AGENT" -o jsonpath='{.status.certificate}')
who "{\"client-certificate-data\": \"$certificate\", \"client-key-data\": \"$(base64 -w0 "$work/$NAMESPACE-$AGENT.key")\"}" agent
ask "$NAMESPACE-$AGENT-2" "$work/agent.json"
kubectl --kubeconfig "$work/agent.json" get nodes
