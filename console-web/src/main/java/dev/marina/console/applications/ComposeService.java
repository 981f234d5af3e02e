package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.applications.Compose.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One service of a compose file.
///
/// @param objects what becomes of it: nothing, an application, or one behind a Secret
/// @param after names of services that it depends on
record ComposeService(List<ObjectNode> objects, List<String> after) {

    private static final String SIZE = "1Gi";
    private static final Pattern ADDRESS = Pattern.compile("https?://(?:localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1\\])(?::(\\d+))?(/[^\\s\"'|;&]*)?");
    /// Said by the field and done here, or true of every application.
    private static final Set<String> DONE = Set.of("image", "ports", "expose", "environment", "command", "entrypoint", "volumes", "depends_on", "healthcheck",
            "deploy", "scale", "mem_limit", "cpus", "mem_reservation", "build");
    /// Has no meaning here, and nothing is lost without it.
    private static final Set<String> NEEDLESS = Set.of("container_name", "hostname", "networks", "links", "pull_policy", "init", "stdin_open", "tty");

    static ComposeService of(String key, ObjectNode given, String namespace, List<Remark> remarks) {
        return new Reading(key, given, namespace, remarks).read();
    }

    private static final class Reading {

        private final String field;
        private final String name;
        private final String key;
        private final ObjectNode service;
        private final String namespace;
        private final List<Remark> remarks;

        Reading(String key, ObjectNode given, String namespace, List<Remark> remarks) {
            this.key = key;
            this.field = "services." + key;
            this.name = ImageProposal.name(key);
            this.namespace = namespace;
            this.remarks = remarks;
            Interpolation interpolation = new Interpolation();
            this.service = (ObjectNode) interpolation.of(given);
            interpolation.missing().forEach(variable -> remark("", "variable", variable));
        }

        private void remark(String part, String what, String value) {
            remarks.add(new Remark(part.isEmpty() ? field : field + "." + part, what, value));
        }

        ComposeService read() {
            List<String> after = names(service.path("depends_on"));
            if (name.isEmpty()) {
                remark("", "name", "");
                return new ComposeService(List.of(), after);
            }
            if (!name.equals(key)) {
                remark("", "renamed", name);
            }
            String image = service.path("image").asText();
            if (service.has("build")) {
                remark("build", image.isEmpty() ? "build" : "build-image", image);
            }
            if (image.isEmpty()) {
                if (!service.has("build")) {
                    remark("image", "no-image", "");
                }
                return new ComposeService(List.of(), after);
            }
            List<ObjectNode> objects = new ArrayList<>();
            ObjectNode application = ApplicationRequests.application(namespace, name, image, ComposePort.of(service, this::remark));
            ObjectNode spec = (ObjectNode) application.get("spec");
            if (spec.has("port") && service.path("ports").isEmpty()) {
                // What is not published is for the others of the file.
                spec.put("internal", true);
            }
            ComposeEnvironment environment = ComposeEnvironment.of(service.path("environment"));
            environment.unknown().forEach(variable -> remark("environment." + variable, "no-value", ""));
            environment.secret(name, namespace).ifPresent(secret -> {
                remark("environment", "secret", secret.at("/metadata/name").asText());
                objects.add(secret);
            });
            environment.into(spec, name);
            words(spec, "entrypoint", "command");
            words(spec, "command", "args");
            volumes(spec);
            health(spec);
            deploy(spec);
            rest();
            objects.add(application);
            return new ComposeService(List.copyOf(objects), after);
        }

        private static List<String> names(JsonNode either) {
            return either.isObject() ? either.properties().stream().map(Map.Entry::getKey).toList() : either.valueStream().map(JsonNode::asText).toList();
        }

        private void words(ObjectNode spec, String from, String to) {
            JsonNode given = service.path(from);
            if (given.isMissingNode() || given.isNull()) {
                return;
            }
            ArrayNode words = spec.putArray(to);
            if (given.isArray()) {
                given.forEach(word -> words.add(word.asText()));
                return;
            }
            try {
                Words.of(given.asText()).forEach(words::add);
            } catch (IllegalArgumentException _) {
                spec.remove(to);
                remark(from, "words", given.asText());
            }
        }

        private void volumes(ObjectNode spec) {
            JsonNode volumes = service.path("volumes");
            for (int i = 0; i < volumes.size(); i++) {
                String part = "volumes[%d]".formatted(i);
                JsonNode given = volumes.get(i);
                String[] written = given.asText().split(":");
                String type = given.isObject() ? given.path("type").asText() : written.length == 1 || written[0].matches("[A-Za-z0-9].*") ? "volume" : "bind";
                String source = given.isObject() ? given.path("source").asText() : written.length == 1 ? "" : written[0];
                String path = given.isObject() ? given.path("target").asText() : written.length == 1 ? written[0] : written[1];
                String volume = ImageProposal.name(source.isEmpty() ? "data-" + i : source);
                if (!type.equals("volume") || !path.startsWith("/")) {
                    remark(part, "bind", given.isObject() ? source : given.asText());
                    continue;
                }
                spec.withArrayProperty("volumes").addObject().put("name", volume.substring(0, Math.min(volume.length(), 20)).replaceAll("-+$", ""))
                        .put("path", path).put("size", SIZE);
                remark(part, "volume", SIZE);
            }
        }

        /// Asked by HTTP; what a command would find out is not.
        private void health(ObjectNode spec) {
            JsonNode check = service.path("healthcheck");
            if (check.isMissingNode() || check.path("disable").asBoolean()) {
                return;
            }
            JsonNode test = check.path("test");
            String text = test.isArray() ? String.join(" ", test.valueStream().map(JsonNode::asText).toList()) : test.asText();
            Matcher address = ADDRESS.matcher(text);
            int port = spec.path("port").asInt();
            if (port > 0 && address.find() && (address.group(1) == null ? 80 : Integer.parseInt(address.group(1))) == port) {
                spec.putObject("health").put("path", address.group(2) == null ? "/" : address.group(2));
            } else {
                remark("healthcheck.test", "health", text);
            }
        }

        private void deploy(ObjectNode spec) {
            JsonNode replicas = service.at("/deploy/replicas").isInt() ? service.at("/deploy/replicas") : service.path("scale");
            if (replicas.isInt()) {
                spec.put("replicas", replicas.asInt());
            }
            amount(spec, "limits", "cpu", either("/deploy/resources/limits/cpus", "cpus"));
            amount(spec, "limits", "memory", memory(either("/deploy/resources/limits/memory", "mem_limit")));
            amount(spec, "requests", "cpu", either("/deploy/resources/reservations/cpus", ""));
            amount(spec, "requests", "memory", memory(either("/deploy/resources/reservations/memory", "mem_reservation")));
            for (String other : service.path("deploy").properties().stream().map(Map.Entry::getKey).toList()) {
                if (!Set.of("replicas", "resources").contains(other)) {
                    remark("deploy." + other, "unsupported", "");
                }
            }
        }

        private String either(String pointer, String other) {
            JsonNode there = service.at(pointer);
            return there.isMissingNode() ? service.path(other).asText() : there.asText();
        }

        /// `512m` is megabytes in a compose file, and would be half a byte here.
        private static String memory(String compose) {
            Matcher amount = Pattern.compile("([0-9.]+)\\s*([bkmg]?)b?", Pattern.CASE_INSENSITIVE).matcher(compose);
            if (!amount.matches()) {
                return "";
            }
            return amount.group(1) + switch (amount.group(2).toLowerCase(java.util.Locale.ROOT)) {
                case "k" -> "Ki";
                case "m" -> "Mi";
                case "g" -> "Gi";
                default -> "";
            };
        }

        private static void amount(ObjectNode spec, String kind, String resource, String value) {
            if (!value.isEmpty()) {
                spec.withObjectProperty("resources").withObjectProperty(kind).put(resource, value);
            }
        }

        private void rest() {
            for (String other : service.properties().stream().map(Map.Entry::getKey).toList()) {
                if (other.equals("restart")) {
                    if (!Set.of("always", "unless-stopped").contains(service.path(other).asText())) {
                        remark(other, "restart", service.path(other).asText());
                    }
                } else if (!DONE.contains(other) && !NEEDLESS.contains(other) && !other.startsWith("x-")) {
                    remark(other, "unsupported", "");
                }
            }
        }
    }
}
