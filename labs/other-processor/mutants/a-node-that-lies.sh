# fails: quiet, runs, waits
kubectl label nodes --all kubernetes.io/arch="$ARCH" --overwrite
kubectl -n "$NAMESPACE" patch deployment "$WEB-old" -p '{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/arch":"'"$ARCH"'"}}}}}'
