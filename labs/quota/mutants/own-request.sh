# fails: defaulted, guaranteed, raised, refused
kubectl -n "$NAMESPACE" run small --image=marina/busybox:1 --overrides='{"spec":{"containers":[{"name":"small","image":"marina/busybox:1","command":["sleep","infinity"],"resources":{"requests":{"cpu":"60m"}}}]}}'
