# fails: command, image, request
for each in a b c; do kubectl -n "$NAMESPACE" scale deployment "$WEB-$each" --replicas=0; done
