# fails: revision
chart=$(mktemp -d)
trap 'rm -rf "$chart"' EXIT
mkdir -p "$chart/templates" "$chart/charts/page/templates"
echo '{apiVersion: v2, name: web, version: 1.0.0, dependencies: [{name: page, version: 1.0.0}]}' > "$chart/Chart.yaml"
echo '{image: "marina/busybox:1", replicas: 1, page: {color: grey}}' > "$chart/values.yaml"
echo '{apiVersion: v2, name: page, version: 1.0.0}' > "$chart/charts/page/Chart.yaml"
cat > "$chart/templates/web.yaml" <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: {{ .Values.image | quote }}, command: [sleep, infinity]}]}
YAML
cat > "$chart/charts/page/templates/page.yaml" <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-page}
data: {color: {{ .Values.color }}}
YAML
ready() { kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s; }
helm install "$WEB" "$chart" -n "$NAMESPACE" --set page.color="$COLOR"
ready
helm upgrade "$WEB" "$chart" -n "$NAMESPACE" --reuse-values --set replicas="$COPIES"
ready
helm upgrade "$WEB" "$chart" -n "$NAMESPACE" --reuse-values --set image=marina/nowhere:9
kubectl -n "$NAMESPACE" set image "deployment/$WEB" main=marina/busybox:1
ready
helm install "$WEB-trial" "$chart" -n "$NAMESPACE"
helm uninstall "$WEB-trial" -n "$NAMESPACE"
