kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"securityContext":{"runAsNonRoot":true}}}}}'
until kubectl -n "$NAMESPACE" get events --field-selector reason=Failed | grep -q runAsNonRoot; do sleep 0.2; done
kubectl -n "$NAMESPACE" patch deployment "$WEB" --patch '{"spec":{"template":{"spec":{"securityContext":{"runAsUser":'"$USER"'},"volumes":[{"name":"tmp","emptyDir":{}}],"containers":[{"name":"main","volumeMounts":[{"name":"tmp","mountPath":"/tmp"}],"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}}]}}}}'
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
