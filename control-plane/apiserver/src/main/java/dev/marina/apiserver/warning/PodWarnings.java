package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Of a pod, or of what pods are made from. pkg/api/pod/warnings.go
public final class PodWarnings {

    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead",
            "security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead",
            "security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead");
    private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String NO_POD = "a null labelSelector results in matching no pod";

    private final Warnings warnings;
    private final String prefix;
    private final JsonNode spec;
    private final JsonNode annotations;

    private PodWarnings(Warnings warnings, String prefix, JsonNode pod) {
        this.warnings = warnings;
        this.prefix = prefix;
        spec = pod.path("spec");
        annotations = pod.path("metadata").path("annotations");
    }

    public static void pod(Warnings warnings, JsonNode pod) {
        new PodWarnings(warnings, "", pod).tell();
    }

    /// @param field of the template, such as `spec.template`
    public static void template(Warnings warnings, String field, JsonNode template) {
        new PodWarnings(warnings, field + ".", template).tell();
    }

    private void tell() {
        placement();
        ANNOTATIONS.forEach((key, text) -> {
            if (annotations.has(key)) {
                warnings.add(annotation(key), text);
            }
        });
        new VolumeWarnings(warnings).all(at("volumes"), spec.path("volumes"));
        duplicates("hostAliases", "ip");
        duplicates("imagePullSecrets", "name");
        namelessPullSecrets();
        ByteAmounts.overhead(warnings, at("overhead"), spec.path("overhead"));
        if (annotations.has(SECCOMP) && !spec.path("securityContext").path("seccompProfile").isObject()) {
            warnings.add(annotation(SECCOMP), "non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }
        containers();
        if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
            warnings.add(at("terminationGracePeriodSeconds"), "must be >= 0; negative values are invalid and will be treated as 1");
        }
        affinity("podAffinity");
        affinity("podAntiAffinity");
        JsonNode servers = spec.path("dnsConfig").path("nameservers");
        for (int i = 0; i < servers.size(); i++) {
            AddressForms.address(warnings, "%s.nameservers[%d]".formatted(at("dnsConfig"), i), servers.get(i).asText());
        }
        JsonNode aliases = spec.path("hostAliases");
        for (int i = 0; i < aliases.size(); i++) {
            AddressForms.address(warnings, "%s[%d].ip".formatted(at("hostAliases"), i), aliases.get(i).path("ip").asText());
        }
    }

    private String at(String field) {
        return prefix + "spec." + field;
    }

    private String annotation(String key) {
        return "%smetadata.annotations[%s]".formatted(prefix, key);
    }

    private void placement() {
        NodeLabels.keyed(warnings, at("nodeSelector"), spec.path("nodeSelector"));
        JsonNode nodes = spec.path("affinity").path("nodeAffinity");
        NodeLabels.terms(warnings, at("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"),
                nodes.path("requiredDuringSchedulingIgnoredDuringExecution").path("nodeSelectorTerms"));
        NodeLabels.preferred(warnings, at("affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution"),
                nodes.path("preferredDuringSchedulingIgnoredDuringExecution"));
        JsonNode spreads = spec.path("topologySpreadConstraints");
        for (int i = 0; i < spreads.size(); i++) {
            String field = "%s[%d]".formatted(at("topologySpreadConstraints"), i);
            NodeLabels.topologyKey(warnings, field + ".topologyKey", spreads.get(i).path("topologyKey").asText());
            selector(field + ".labelSelector", spreads.get(i));
        }
    }

    private void selector(String field, JsonNode of) {
        if (!of.path("labelSelector").isObject()) {
            warnings.add(field, NO_POD);
        }
    }

    private void affinity(String kind) {
        JsonNode affinity = spec.path("affinity").path(kind);
        JsonNode required = affinity.path("requiredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < required.size(); i++) {
            selector("%s.requiredDuringSchedulingIgnoredDuringExecution[%d].labelSelector".formatted(at("affinity." + kind), i), required.get(i));
        }
        JsonNode preferred = affinity.path("preferredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < preferred.size(); i++) {
            selector("%s.preferredDuringSchedulingIgnoredDuringExecution[%d].podAffinityTerm.labelSelector".formatted(at("affinity." + kind), i),
                    preferred.get(i).path("podAffinityTerm"));
        }
    }

    private void duplicates(String list, String key) {
        Set<String> seen = new HashSet<>();
        JsonNode items = spec.path(list);
        for (int i = 0; i < items.size(); i++) {
            String value = items.get(i).path(key).asText();
            if (!seen.add(value)) {
                warnings.add("%s[%d].%s".formatted(at(list), i, key), "duplicate %s \"%s\"".formatted(key, value));
            }
        }
    }

    private void namelessPullSecrets() {
        JsonNode secrets = spec.path("imagePullSecrets");
        for (int i = 0; i < secrets.size(); i++) {
            if (secrets.get(i).path("name").asText().isEmpty()) {
                warnings.add("%s[%d].name".formatted(at("imagePullSecrets"), i), "invalid empty name \"\"");
            }
        }
    }

    private void containers() {
        ContainerWarnings each = new ContainerWarnings(warnings, prefix + "metadata.annotations", annotations,
                spec.path("securityContext").path("appArmorProfile"));
        visit(each::of);
        PortOverlaps ports = new PortOverlaps(warnings);
        visit((field, container) -> ports.container(field, container.path("ports")));
        Map<String, String> names = new HashMap<>();
        visit((field, container) -> portNames(names, field, container.path("ports")));
    }

    private void visit(java.util.function.BiConsumer<String, JsonNode> visitor) {
        for (String list : CONTAINERS) {
            for (int i = 0; i < spec.path(list).size() && !warnings.full(); i++) {
                visitor.accept("%s[%d]".formatted(at(list), i), spec.path(list).get(i));
            }
        }
    }

    private void portNames(Map<String, String> names, String field, JsonNode ports) {
        for (int i = 0; i < ports.size(); i++) {
            String name = ports.get(i).path("name").asText();
            String here = "%s.ports[%d]".formatted(field, i);
            String other = name.isEmpty() ? null : names.putIfAbsent(name, here);
            if (other != null) {
                warnings.add(here,
                        "duplicate port name \"%s\" with %s, services and probes that select ports by name will use %s".formatted(name, other, other));
            }
        }
    }
}
