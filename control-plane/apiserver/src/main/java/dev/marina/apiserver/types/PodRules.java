package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What makes a pod spec valid, with upstream's messages. ValidatePodSpec in pkg/apis/core/validation/validation.go
final class PodRules {

    private static final String LABEL_RULE = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
            + "and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private PodRules() {}

    static List<FieldError> validatePod(Document pod) {
        return new Check("spec").spec(pod.at("spec"));
    }

    static List<FieldError> validateTemplate(JsonNode template, String path) {
        List<FieldError> errors = new ArrayList<>(new Check(path + ".spec").spec(template.path("spec")));
        String restart = template.path("spec").path("restartPolicy").asText("Always");
        if (!restart.equals("Always")) {
            errors.add(new FieldError("FieldValueNotSupported", path + ".spec.restartPolicy",
                    "Unsupported value: \"%s\": supported values: \"Always\"".formatted(restart)));
        }
        return errors;
    }

    /// One walk through one spec, collecting errors.
    private static final class Check {
        private final String path;
        private final List<FieldError> errors = new ArrayList<>();
        private final Set<String> volumes = new HashSet<>();

        Check(String path) {
            this.path = path;
        }

        List<FieldError> spec(JsonNode spec) {
            volumes(spec.path("volumes"));
            if (spec.path("containers").isEmpty()) {
                required(path + ".containers");
            }
            Set<String> names = new HashSet<>();
            containers(spec.path("containers"), path + ".containers", names);
            containers(spec.path("initContainers"), path + ".initContainers", names);
            oneOf(path + ".restartPolicy", spec.path("restartPolicy").asText("Always"), "Always", "Never", "OnFailure");
            oneOf(path + ".dnsPolicy", spec.path("dnsPolicy").asText("ClusterFirst"), "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");
            JsonNode grace = spec.path("terminationGracePeriodSeconds");
            if (grace.isNumber() && grace.asLong() < 0) {
                errors.add(new FieldError("FieldValueInvalid", path + ".terminationGracePeriodSeconds",
                        "Invalid value: %d: must be greater than or equal to 0".formatted(grace.asLong())));
            }
            return errors;
        }

        private void volumes(JsonNode list) {
            for (int i = 0; i < list.size(); i++) {
                String at = path + ".volumes[" + i + "]";
                String name = list.get(i).path("name").asText();
                label(at + ".name", name);
                if (!name.isEmpty() && !volumes.add(name)) {
                    errors.add(new FieldError("FieldValueDuplicate", at + ".name", "Duplicate value: \"%s\"".formatted(name)));
                }
                if (list.get(i).size() < 2) {
                    errors.add(new FieldError("FieldValueRequired", at, "Required value: must specify a volume type"));
                }
                if (list.get(i).has("hostPath") && List.of(list.get(i).path("hostPath").path("path").asText().split("/")).contains("..")) {
                    errors.add(new FieldError("FieldValueInvalid", at + ".hostPath.path",
                            "Invalid value: \"%s\": must not contain '..'".formatted(list.get(i).path("hostPath").path("path").asText())));
                }
            }
        }

        private void containers(JsonNode list, String listPath, Set<String> names) {
            for (int i = 0; i < list.size(); i++) {
                String at = listPath + "[" + i + "]";
                JsonNode container = list.get(i);
                String name = container.path("name").asText();
                label(at + ".name", name);
                if (!name.isEmpty() && !names.add(name)) {
                    errors.add(new FieldError("FieldValueDuplicate", at + ".name", "Duplicate value: \"%s\"".formatted(name)));
                }
                if (container.path("image").asText().isEmpty()) {
                    required(at + ".image");
                }
                oneOf(at + ".imagePullPolicy", container.path("imagePullPolicy").asText("Always"), "Always", "IfNotPresent", "Never");
                ports(container.path("ports"), at);
                mounts(container.path("volumeMounts"), at);
                resources(container.path("resources"), at + ".resources");
                probes(container, at);
            }
        }

        private void ports(JsonNode ports, String at) {
            for (int i = 0; i < ports.size(); i++) {
                int port = ports.get(i).path("containerPort").asInt();
                if (port == 0) {
                    required(at + ".ports[" + i + "].containerPort");
                } else if (port < 1 || port > 65535) {
                    errors.add(new FieldError("FieldValueInvalid", at + ".ports[" + i + "].containerPort",
                            "Invalid value: %d: must be between 1 and 65535, inclusive".formatted(port)));
                }
                oneOf(at + ".ports[" + i + "].protocol", ports.get(i).path("protocol").asText("TCP"), "SCTP", "TCP", "UDP");
            }
        }

        private void mounts(JsonNode mounts, String at) {
            for (int i = 0; i < mounts.size(); i++) {
                String name = mounts.get(i).path("name").asText();
                if (!volumes.contains(name)) {
                    errors.add(new FieldError("FieldValueNotFound", at + ".volumeMounts[" + i + "].name", "Not found: \"%s\"".formatted(name)));
                }
                if (mounts.get(i).path("mountPath").asText().isEmpty()) {
                    required(at + ".volumeMounts[" + i + "].mountPath");
                }
            }
        }

        private void resources(JsonNode resources, String at) {
            for (String kind : List.of("limits", "requests")) {
                for (Map.Entry<String, JsonNode> entry : resources.path(kind).properties()) {
                    String field = at + "." + kind + "[" + entry.getKey() + "]";
                    if (!Quantities.valid(entry.getValue().asText())) {
                        errors.add(new FieldError("FieldValueInvalid", field, "Invalid value: \"%s\": quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'".formatted(entry.getValue().asText())));
                    } else if (kind.equals("requests") && resources.path("limits").has(entry.getKey())
                            && Quantities.valid(resources.path("limits").path(entry.getKey()).asText())
                            && Quantities.value(entry.getValue().asText()).compareTo(Quantities.value(resources.path("limits").path(entry.getKey()).asText())) > 0) {
                        errors.add(new FieldError("FieldValueInvalid", at + ".requests", "Invalid value: \"%s\": must be less than or equal to %s limit of %s".formatted(
                                entry.getValue().asText(), entry.getKey(), resources.path("limits").path(entry.getKey()).asText())));
                    }
                }
            }
        }

        private void probes(JsonNode container, String at) {
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                if (container.has(probe) && List.of("exec", "httpGet", "tcpSocket", "grpc").stream().noneMatch(container.path(probe)::has)) {
                    errors.add(new FieldError("FieldValueRequired", at + "." + probe, "Required value: must specify a handler type"));
                }
            }
        }

        private void label(String field, String value) {
            if (value.isEmpty()) {
                required(field);
            } else if (!value.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
                errors.add(new FieldError("FieldValueInvalid", field, "Invalid value: \"%s\": %s".formatted(value,
                        value.length() > 63 ? "must be no more than 63 characters" : LABEL_RULE)));
            }
        }

        private void oneOf(String field, String value, String... allowed) {
            if (!List.of(allowed).contains(value)) {
                errors.add(new FieldError("FieldValueNotSupported", field, "Unsupported value: \"%s\": supported values: %s".formatted(value,
                        String.join(", ", List.of(allowed).stream().map("\"%s\""::formatted).toList()))));
            }
        }

        private void required(String field) {
            errors.add(new FieldError("FieldValueRequired", field, "Required value"));
        }
    }
}
