# fails: back, history, installed, part, revision, trial, upgraded
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
helm template "$WEB" "$chart" --set page.color="$COLOR" | kubectl -n "$NAMESPACE" apply -f -
kubectl -n "$NAMESPACE" rollout status "deployment/$WEB" --timeout=60s
