work=$(mktemp -d)
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$work/key" -out "$work/crt" -subj "/CN=$WHO" -addext "subjectAltName=DNS:$WHO.$NAMESPACE.svc" 2>/dev/null
kubectl -n "$NAMESPACE" create secret tls "$WHO-tls" --cert="$work/crt" --key="$work/key"
kubectl patch apiservice "v1.$WHO.example.org" --type=merge -p "{\"spec\":{\"caBundle\":\"$(base64 -w0 "$work/crt")\"}}"
rm -r "$work"
kubectl wait --for=condition=Available "apiservice/v1.$WHO.example.org" --timeout=60s
kubectl -n "$NAMESPACE" get "boats.$WHO.example.org"
kubectl -n "$NAMESPACE" scale deployment "$WHO" --replicas=0
kubectl wait --for=condition=Available=False "apiservice/v1.$WHO.example.org" --timeout=30s
kubectl -n "$NAMESPACE" scale deployment "$WHO" --replicas=1
kubectl wait --for=condition=Available "apiservice/v1.$WHO.example.org" --timeout=60s
kubectl -n "$NAMESPACE" get "boats.$WHO.example.org"
