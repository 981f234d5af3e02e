# fails: preempted, runs
kubectl create priorityclass "$NAMESPACE-high" "--value=$VALUE"
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --overrides='{"spec":{"containers":[{"name":"main","image":"marina/busybox:1","command":["sleep","infinity"],"ports":[{"containerPort":8080,"hostPort":'"$PORT"'}]}]}}'
