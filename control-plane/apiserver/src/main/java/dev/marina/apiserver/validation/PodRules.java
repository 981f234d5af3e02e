package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What makes a pod's spec valid, in pods and in templates. ValidatePodSpec in pkg/apis/core/validation/validation.go
public final class PodRules {

    private final Errors errors = new Errors();
    private final String path;
    private final JsonNode spec;
    private final Set<String> volumes;

    /// @param volumes names of volumes that come from elsewhere
    private PodRules(String path, JsonNode spec, Set<String> volumes) {
        this.path = path;
        this.spec = spec;
        this.volumes = volumes;
    }

    public static List<FieldError> pod(Document pod) {
        PodRules rules = new PodRules("spec", pod.at("spec"), Set.of());
        rules.spec();
        rules.refused();
        return rules.errors.found();
    }

    /// The ephemeral containers of a pod that is there.
    public static List<FieldError> ephemeralContainers(Document pod) {
        PodRules rules = new PodRules("spec", pod.at("spec"), Set.of());
        rules.containers().ephemeral(rules.spec, "spec");
        rules.refused();
        return rules.errors.found();
    }

    /// What its containers ask for.
    public static List<FieldError> resources(Document pod) {
        PodRules rules = new PodRules("spec", pod.at("spec"), Set.of());
        for (String list : List.of("initContainers", "containers")) {
            for (int i = 0; i < rules.spec.path(list).size(); i++) {
                ContainerRules.resources(rules.errors, rules.spec, rules.spec.path(list).get(i), "spec.%s[%d]".formatted(list, i));
            }
        }
        return rules.errors.found();
    }

    /// A template of something that keeps its pods running: they always restart.
    ///
    /// @param kind of that, for what is said
    /// @param volumes names of volumes that pods get from elsewhere
    public static List<FieldError> running(JsonNode template, String path, String kind, Set<String> volumes) {
        PodRules rules = ofTemplate(template, path, volumes);
        String restart = template.path("spec").path("restartPolicy").asText("Always");
        if (List.of("Never", "OnFailure").contains(restart)) {
            rules.errors.notSupported(path + ".spec.restartPolicy", restart, "Always");
        }
        if (template.path("spec").has("activeDeadlineSeconds")) {
            rules.errors.forbidden(path + ".spec.activeDeadlineSeconds", "activeDeadlineSeconds in %s is not Supported".formatted(kind));
        }
        return rules.errors.found();
    }

    /// A template of pods that may end.
    public static List<FieldError> anyTemplate(JsonNode template, String path) {
        return ofTemplate(template, path, Set.of()).errors.found();
    }

    private static PodRules ofTemplate(JsonNode template, String path, Set<String> volumes) {
        PodRules rules = new PodRules(path + ".spec", template.path("spec"), volumes);
        MetadataRules.common(rules.errors, template.path("metadata"), path);
        rules.spec();
        rules.refused();
        return rules;
    }

    private void spec() {
        containers().check(spec, path);
        errors.oneOf(path + ".restartPolicy", spec.path("restartPolicy").asText("Always"), "Always", "Never", "OnFailure");
        dns();
        new PlacementRules(errors).check(spec, path);
        names();
        JsonNode deadline = spec.path("activeDeadlineSeconds");
        if (deadline.isNumber() && (deadline.asLong() < 1 || deadline.asLong() > Integer.MAX_VALUE)) {
            errors.invalid(path + ".activeDeadlineSeconds", deadline.asLong(), "must be between 1 and 2147483647, inclusive");
        }
        hostAliases();
        sysctls();
    }

    /// With the names of the volumes that they may mount.
    private ContainerRules containers() {
        VolumeRules given = new VolumeRules(errors);
        given.check(spec.path("volumes"), path + ".volumes");
        given.names().addAll(volumes);
        given.claims().addAll(volumes);
        return new ContainerRules(errors, given.names(), given.claims(), spec.path("hostNetwork").asBoolean());
    }

    /// Whether a node may set them is the node's to say.
    private void sysctls() {
        JsonNode sysctls = spec.path("securityContext").path("sysctls");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sysctls.size(); i++) {
            String at = "%s.securityContext.sysctls[%d].name".formatted(path, i);
            String name = sysctls.get(i).path("name").asText();
            if (name.isEmpty()) {
                errors.required(at);
            } else {
                errors.invalid(at, name, Names.sysctl(name));
                if (!names.add(name)) {
                    errors.duplicate(at, name);
                }
            }
        }
    }

    /// Marina's own rule: what would reach the machine is refused by name. Everything else of the host is the node's.
    private void refused() {
        for (String field : List.of("hostPID", "hostIPC")) {
            if (spec.path(field).asBoolean()) {
                errors.forbidden(path + "." + field, "%s is not allowed on this platform".formatted(field));
            }
        }
    }

    private void dns() {
        String policy = spec.path("dnsPolicy").asText("ClusterFirst");
        errors.oneOf(path + ".dnsPolicy", policy, "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");
        if (policy.equals("None") && spec.path("dnsConfig").path("nameservers").isEmpty()) {
            errors.required(path + ".dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        JsonNode servers = spec.path("dnsConfig").path("nameservers");
        if (servers.size() > 3) {
            errors.invalid(path + ".dnsConfig.nameservers", servers, "must not have more than 3 nameservers");
        }
    }

    private void names() {
        JsonNode secrets = spec.path("imagePullSecrets");
        for (int i = 0; i < secrets.size(); i++) {
            if (secrets.get(i).path("name").asText().isEmpty()) {
                errors.required(path + ".imagePullSecrets[" + i + "].name");
            }
        }
        text("serviceAccountName", Names::dnsSubdomain);
        text("nodeName", Names::dnsSubdomain);
        text("hostname", Names::dnsLabel);
        text("subdomain", Names::dnsLabel);
        text("priorityClassName", Names::dnsSubdomain);
        for (Map.Entry<String, JsonNode> label : spec.path("nodeSelector").properties()) {
            errors.invalid(path + ".nodeSelector", label.getKey(), Names.qualified(label.getKey()));
            errors.invalid(path + ".nodeSelector", label.getValue().asText(), Names.labelValue(label.getValue().asText()));
        }
    }

    private void text(String field, java.util.function.Function<String, List<String>> rule) {
        String value = spec.path(field).asText();
        if (!value.isEmpty()) {
            errors.invalid(path + "." + field, value, rule.apply(value));
        }
    }

    private void hostAliases() {
        JsonNode aliases = spec.path("hostAliases");
        for (int i = 0; i < aliases.size(); i++) {
            String ip = aliases.get(i).path("ip").asText();
            if (!Addresses.valid(ip)) {
                errors.invalid(path + ".hostAliases[" + i + "].ip", ip, Addresses.RULE);
            }
            for (JsonNode name : aliases.get(i).path("hostnames")) {
                errors.invalid(path + ".hostAliases[" + i + "].hostnames", name.asText(), Names.dnsSubdomain(name.asText()));
            }
        }
    }
}
