# fails: mended, program, setting
kubectl -n "$NAMESPACE" rollout restart "deployment/$WEB"
