# fails: again, down
work=$(mktemp -d)
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$work/key" -out "$work/crt" -subj "/CN=$WHO" -addext "subjectAltName=DNS:$WHO.$NAMESPACE.svc" 2>/dev/null
kubectl -n "$NAMESPACE" create secret tls "$WHO-tls" --cert="$work/crt" --key="$work/key"
kubectl patch apiservice "v1.$WHO.example.org" --type=merge -p "{\"spec\":{\"caBundle\":\"$(base64 -w0 "$work/crt")\"}}"
kubectl wait --for=condition=Available "apiservice/v1.$WHO.example.org" --timeout=60s
kubectl get apiservice "v1.$WHO.example.org" -o json | jq 'del(.status, .metadata.resourceVersion, .metadata.uid, .metadata.creationTimestamp)' > "$work/api.json"
kubectl delete apiservice "v1.$WHO.example.org"
kubectl create -f "$work/api.json"
rm -r "$work"
kubectl wait --for=condition=Available "apiservice/v1.$WHO.example.org" --timeout=60s
kubectl -n "$NAMESPACE" get "boats.$WHO.example.org"
