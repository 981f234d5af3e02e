# fails: preempted
kubectl create priorityclass "$NAMESPACE-high" "--value=$VALUE"
kubectl -n "$NAMESPACE" delete daemonset filler
until [ -z "$(kubectl -n "$NAMESPACE" get pods -o name)" ]; do sleep 0.2; done
kubectl -n "$NAMESPACE" run "$WEB" --image=marina/busybox:1 --overrides='{"spec":{"priorityClassName":"'"$NAMESPACE"'-high","containers":[{"name":"main","image":"marina/busybox:1","command":["sleep","infinity"],"ports":[{"containerPort":8080,"hostPort":'"$PORT"'}]}]}}'
kubectl -n "$NAMESPACE" wait --for=condition=Ready "pod/$WEB" --timeout=60s
