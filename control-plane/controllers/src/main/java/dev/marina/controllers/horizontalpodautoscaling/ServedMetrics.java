package dev.marina.controllers.horizontalpodautoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterReads;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.Quantities;
import dev.marina.api.StatusException;
import dev.marina.api.schedule.GoDuration;
import dev.marina.controllers.engine.ClusterKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricIdentifier;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Measurements as the cluster's own metrics APIs answer: the resources from the control plane itself, the others from what Services of the
/// cluster serve. pkg/controller/podautoscaler/metrics/client.go
final class ServedMetrics implements Metrics {

    /// As whom servers of further APIs see the autoscaler.
    private static final String USER = "system:serviceaccount:kube-system:horizontal-pod-autoscaler";
    private static final GroupVersionResource POD_METRICS = new GroupVersionResource("metrics.k8s.io", "v1beta1", "pods");
    private static final String CUSTOM = "custom.metrics.k8s.io";
    private static final String EXTERNAL = "external.metrics.k8s.io";
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(1);
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    private final ClusterReads reads;

    ServedMetrics(ClusterReads reads) {
        this.reads = reads;
    }

    @Override
    public Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, LabelSelector pods) {
        MetricText text = new MetricText(metric);
        return metric.getType().equals("Pods")
                ? ownMetrics(autoscaler, metric.getPods().getMetric(), pods)
                : resources(autoscaler, text.resource(), text.container(), pods);
    }

    /// @param container "" for the sum of all
    private Map<String, Sample> resources(ClusterKey autoscaler, String resource, String container, LabelSelector pods) {
        Document list = read("resource", () -> reads.list(call(autoscaler), POD_METRICS, autoscaler.namespace(), Selectors.text(pods)));
        Map<String, Sample> samples = new HashMap<>();
        for (JsonNode pod : items("resource", list)) {
            String name = pod.path("metadata").path("name").asText();
            List<JsonNode> containers = pod.path("containers").valueStream()
                    .filter(each -> container.isEmpty() || each.path("name").asText().equals(container)).toList();
            if (containers.isEmpty()) {
                throw new NoMetrics("container %s not present in metrics for pod %s/%s".formatted(container, autoscaler.namespace(), name));
            }
            if (containers.stream().allMatch(each -> each.path("usage").has(resource))) {
                long sum = containers.stream().mapToLong(each -> milli(each.path("usage").path(resource))).sum();
                samples.put(name, new Sample(sum, at(pod), GoDuration.parse(pod.path("window").asText()).orElse(USUAL_WINDOW)));
            }
        }
        return samples;
    }

    private Map<String, Sample> ownMetrics(ClusterKey autoscaler, MetricIdentifier metric, LabelSelector pods) {
        Document list = custom(autoscaler, "/namespaces/%s/pods/*/%s?%s".formatted(autoscaler.namespace(),
                escaped(metric.getName()), query("labelSelector", pods, "metricLabelSelector", metric.getSelector())));
        Map<String, Sample> samples = new HashMap<>();
        for (JsonNode value : items("custom", list)) {
            Duration window = value.has("windowSeconds") ? Duration.ofSeconds(value.path("windowSeconds").asLong()) : USUAL_WINDOW;
            samples.put(value.path("describedObject").path("name").asText(), new Sample(milli(value.path("value")), at(value), window));
        }
        return samples;
    }

    @Override
    public long whole(ClusterKey autoscaler, MetricSpec metric) {
        return metric.getType().equals("Object")
                ? ofObject(autoscaler, metric.getObject().getDescribedObject(), metric.getObject().getMetric())
                : external(autoscaler, metric.getExternal().getMetric());
    }

    private long ofObject(ClusterKey autoscaler, CrossVersionObjectReference object, MetricIdentifier metric) {
        Document list = custom(autoscaler,
                "%s/%s?%s".formatted(address(autoscaler, object), escaped(metric.getName()), query("metricLabelSelector", metric.getSelector())));
        List<JsonNode> values = items("custom", list);
        if (values.size() > 1) {
            throw new NoMetrics("the custom metrics API server returned %d results when we asked for exactly one".formatted(values.size()));
        }
        return milli(values.getFirst().path("value"));
    }

    private String address(ClusterKey autoscaler, CrossVersionObjectReference object) {
        String apiVersion = object.getApiVersion() == null ? "" : object.getApiVersion();
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        if (group.isEmpty() && object.getKind().equals("Namespace")) {
            return "/namespaces/%s/metrics".formatted(escaped(object.getName()));
        }
        ServedKind kind = reads.kind(autoscaler.cluster(), group, object.getKind())
                .orElseThrow(() -> new NoMetrics("no matches for kind \"%s\" in group \"%s\"".formatted(object.getKind(), group)));
        return (kind.namespaced() ? "/namespaces/" + autoscaler.namespace() : "") + "/" + kind.resource().groupResource() + "/" + escaped(object.getName());
    }

    private long external(ClusterKey autoscaler, MetricIdentifier metric) {
        Document list = read("external", () -> reads.further(call(autoscaler), EXTERNAL,
                "/namespaces/%s/%s?%s".formatted(autoscaler.namespace(), escaped(metric.getName()), query("labelSelector", metric.getSelector())))
                .orElseThrow(() -> new NoMetrics("unable to fetch metrics from external metrics API: the server could not find the requested resource "
                        + "(get %s.%s)".formatted(metric.getName(), EXTERNAL))));
        return items("external", list).stream().mapToLong(value -> milli(value.path("value"))).sum();
    }

    private Document custom(ClusterKey autoscaler, String path) {
        return read("custom", () -> reads.further(call(autoscaler), CUSTOM, path)
                .orElseThrow(() -> new NoMetrics("unable to fetch metrics from custom metrics API: no custom metrics API (%s) registered".formatted(CUSTOM))));
    }

    private static Document read(String api, Supplier<Document> answer) {
        try {
            return answer.get();
        } catch (StatusException e) {
            throw new NoMetrics("unable to fetch metrics from %s metrics API: %s".formatted(api, e.getMessage()));
        }
    }

    private static List<JsonNode> items(String api, Document list) {
        List<JsonNode> items = list.at("items").valueStream().toList();
        if (items.isEmpty()) {
            throw new NoMetrics("no metrics returned from %s metrics API".formatted(api));
        }
        return items;
    }

    private static Call call(ClusterKey autoscaler) {
        return new Call(autoscaler.cluster(), USER, Cause.clock("horizontal-pod-autoscaler"));
    }

    /// Selectors that take everything are not told.
    ///
    /// @param named names and selectors in turn
    private static String query(Object... named) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < named.length; i += 2) {
            if (named[i + 1] instanceof LabelSelector selector && !Selectors.text(selector).isEmpty()) {
                query.append(query.isEmpty() ? "" : "&").append(named[i]).append('=').append(escaped(Selectors.text(selector)));
            }
        }
        return query.toString();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whoever answers may answer anything.
    private static long milli(JsonNode quantity) {
        try {
            return Quantities.value(quantity.asText()).multiply(MILLI).setScale(0, RoundingMode.CEILING).longValue();
        } catch (IllegalArgumentException e) {
            throw new NoMetrics("\"%s\" is no quantity".formatted(quantity.asText()));
        }
    }

    private static Instant at(JsonNode measured) {
        try {
            return Instant.parse(measured.path("timestamp").asText());
        } catch (DateTimeParseException e) {
            throw new NoMetrics("\"%s\" is no time".formatted(measured.path("timestamp").asText()));
        }
    }
}
