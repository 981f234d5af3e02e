# fails: completed, gaveup, scheduled
kubectl -n "$NAMESPACE" create cronjob "$TASK-nightly" --image=marina/busybox:1 --schedule="* * * * *" -- sh -c "date"
kubectl patch clock cluster --type merge -p "{\"spec\":{\"advancedSeconds\":$(( $(kubectl get clock cluster -o jsonpath='{.spec.advancedSeconds}') + 86400 ))}}"
