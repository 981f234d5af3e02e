# fails: file, immutable, secret
echo "$WORD" > /tmp/lab-password-$$
kubectl -n "$NAMESPACE" create secret generic "$WEB-login" "--from-file=password=/tmp/lab-password-$$"
rm /tmp/lab-password-$$
kubectl -n "$NAMESPACE" set env "deployment/$WEB" PASSWORD-
kubectl -n "$NAMESPACE" set env "deployment/$WEB" "--from=secret/$WEB-login"
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
