# fails: answered, signed
work=$(mktemp -d)
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -subj "/CN=$WHO" -days 1 -out "$work/crt" 2>/dev/null
kubectl -n "$NAMESPACE" create secret tls "$WHO-tls" --cert="$work/crt" --key="$work/key"
kubectl -n "$NAMESPACE" create role lists-pods --verb=list --resource=pods
kubectl -n "$NAMESPACE" create rolebinding lists-pods --role=lists-pods "--user=$WHO"
rm -r "$work"
