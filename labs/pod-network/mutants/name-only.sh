# fails: direct
kubectl -n "$NAMESPACE" set env deployment/caller "TARGETS=$WEB"
