kubectl -n "$NAMESPACE" create ingress "$WEB" "--rule=$WEB.example/*=$WEB:80" "--rule=$WEB.example/$WORD*=$WORD:80"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$WEB.example" -addext "subjectAltName=DNS:$WEB.example" -keyout "/tmp/$WEB.key" -out "/tmp/$WEB.crt" 2>/dev/null
kubectl -n "$NAMESPACE" create secret tls "$WEB-tls" "--cert=/tmp/$WEB.crt" "--key=/tmp/$WEB.key"
rm "/tmp/$WEB.crt" "/tmp/$WEB.key"
kubectl -n "$NAMESPACE" patch ingress "$WEB" --type merge -p '{"spec":{"tls":[{"hosts":["'"$WEB"'.example"],"secretName":"'"$WEB"'-tls"}]}}'
kubectl -n "$NAMESPACE" patch ingress "$WEB-old" --type json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/port","value":{"name":"web"}}]'
