package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Containers of a pod with their ports, mounts and environment. validateContainerCommon in pkg/apis/core/validation/validation.go
final class ContainerRules {

    private static final List<String> NOT_EPHEMERAL = List.of("ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe",
            "readinessProbe", "startupProbe", "lifecycle");

    private final Errors errors;
    private final Set<String> volumes;
    private final VolumeDeviceRules devices;
    private final RestartRules restarts;
    private final boolean hostNetwork;
    private final Set<String> names = new HashSet<>();

    ContainerRules(Errors errors, Set<String> volumes, Set<String> claims, boolean hostNetwork) {
        this.errors = errors;
        this.volumes = volumes;
        restarts = new RestartRules(errors);
        devices = new VolumeDeviceRules(errors, volumes, claims);
        this.hostNetwork = hostNetwork;
    }

    void check(JsonNode spec, String path) {
        JsonNode containers = spec.path("containers");
        if (containers.isEmpty()) {
            errors.required(path + ".containers");
        }
        for (int i = 0; i < containers.size(); i++) {
            String at = path + ".containers[" + i + "]";
            container(spec, containers.get(i), at);
            hooks(containers.get(i), at);
            restarts.check(containers.get(i), at);
        }
        JsonNode initial = spec.path("initContainers");
        for (int i = 0; i < initial.size(); i++) {
            initial(spec, initial.get(i), path + ".initContainers[" + i + "]");
        }
        if (!spec.path("ephemeralContainers").isEmpty()) {
            errors.forbidden(path + ".ephemeralContainers", "cannot be set on create");
        }
    }

    /// Those that were added to a pod which has these other containers.
    void ephemeral(JsonNode spec, String path) {
        for (String list : List.of("containers", "initContainers")) {
            spec.path(list).forEach(container -> names.add(container.path("name").asText()));
        }
        Set<String> targets = Set.copyOf(names);
        for (int i = 0; i < spec.path("ephemeralContainers").size(); i++) {
            ephemeral(spec, spec.path("ephemeralContainers").get(i), path + ".ephemeralContainers[" + i + "]", targets);
        }
    }

    private void ephemeral(JsonNode spec, JsonNode container, String at, Set<String> targets) {
        container(spec, container, at);
        String target = container.path("targetContainerName").asText();
        if (!target.isEmpty() && !targets.contains(target)) {
            errors.notFound(at + ".targetContainerName", target);
        }
        for (String field : NOT_EPHEMERAL) {
            if (!container.path(field).isEmpty() || container.path(field).isValueNode()) {
                errors.forbidden(at + "." + field, "cannot be set for an Ephemeral Container");
            }
        }
        for (int i = 0; i < container.path("volumeMounts").size(); i++) {
            for (String field : List.of("subPath", "subPathExpr")) {
                if (!container.path("volumeMounts").get(i).path(field).asText().isEmpty()) {
                    errors.forbidden("%s.volumeMounts[%d].%s".formatted(at, i, field), "cannot be set for an Ephemeral Container");
                }
            }
        }
    }

    private void initial(JsonNode spec, JsonNode container, String at) {
        container(spec, container, at);
        restarts.check(container, at);
        boolean sidecar = container.path("restartPolicy").asText().equals("Always");
        if (sidecar) {
            hooks(container, at);
            return;
        }
        for (int i = 0; i < container.path("resizePolicy").size(); i++) {
            if (container.path("resizePolicy").get(i).path("restartPolicy").asText().equals("RestartContainer")) {
                errors.invalid("%s.resizePolicy[%d].restartPolicy".formatted(at, i), "RestartContainer",
                        "must not be set to 'RestartContainer' for non-sidecar initContainers");
            }
        }
        for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.has(field)) {
                errors.forbidden(at + "." + field, "may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private void container(JsonNode spec, JsonNode container, String at) {
        String name = container.path("name").asText();
        if (name.isEmpty()) {
            errors.required(at + ".name");
        } else {
            errors.invalid(at + ".name", name, Names.dnsLabel(name));
            if (!names.add(name)) {
                errors.duplicate(at + ".name", name);
            }
        }
        String image = container.path("image").asText();
        if (image.isEmpty()) {
            errors.required(at + ".image");
        } else if (!image.equals(image.strip())) {
            errors.invalid(at + ".image", image, "must not have leading or trailing whitespace");
        }
        errors.oneOf(at + ".terminationMessagePolicy", container.path("terminationMessagePolicy").asText("File"), "FallbackToLogsOnError", "File");
        ports(container.path("ports"), at + ".ports");
        new EnvironmentRules(errors).check(container, at);
        mounts(container.path("volumeMounts"), at + ".volumeMounts");
        devices.check(container, at);
        errors.oneOf(at + ".imagePullPolicy", container.path("imagePullPolicy").asText("Always"), "Always", "IfNotPresent", "Never");
        resources(errors, spec, container, at);
        security(container.path("securityContext"), at + ".securityContext");
    }

    /// What a container asks for, and what a change of that does to it.
    static void resources(Errors errors, JsonNode spec, JsonNode container, String at) {
        QuantityRules.resources(errors, container.path("resources"), at + ".resources");
        String field = at + ".resizePolicy";
        Set<String> resources = new HashSet<>();
        for (int i = 0; i < container.path("resizePolicy").size(); i++) {
            JsonNode policy = container.path("resizePolicy").get(i);
            String resource = policy.path("resourceName").asText();
            if (!resources.add(resource)) {
                errors.duplicate(field + "[" + i + "]", resource);
            }
            errors.oneOf(field, resource, "cpu", "memory");
            String restart = policy.path("restartPolicy").asText();
            errors.oneOf(field, restart, "NotRequired", "RestartContainer");
            if (spec.path("restartPolicy").asText().equals("Never") && !restart.equals("NotRequired")) {
                errors.invalid(field, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    private void ports(JsonNode ports, String path) {
        Set<String> portNames = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode port = ports.get(i);
            String name = port.path("name").asText();
            if (!name.isEmpty()) {
                errors.invalid(at + ".name", name, Names.portName(name));
                if (!portNames.add(name)) {
                    errors.duplicate(at + ".name", name);
                }
            }
            long number = port.path("containerPort").asLong();
            if (number == 0) {
                errors.required(at + ".containerPort");
            } else {
                Names.port(number).forEach(detail -> errors.invalid(at + ".containerPort", number, detail));
            }
            long hostPort = port.path("hostPort").asLong();
            if (hostPort != 0) {
                Names.port(hostPort).forEach(detail -> errors.invalid(at + ".hostPort", hostPort, detail));
                if (hostNetwork && hostPort != number) {
                    errors.invalid(at + ".hostPort", hostPort, "must match `containerPort` when `hostNetwork` is true");
                }
            }
            errors.oneOf(at + ".protocol", port.path("protocol").asText("TCP"), "SCTP", "TCP", "UDP");
        }
    }

    private void mounts(JsonNode mounts, String path) {
        Set<String> places = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode mount = mounts.get(i);
            String name = mount.path("name").asText();
            if (name.isEmpty()) {
                errors.required(at + ".name");
            } else if (!volumes.contains(name)) {
                errors.notFound(at + ".name", name);
            }
            String place = mount.path("mountPath").asText();
            if (place.isEmpty()) {
                errors.required(at + ".mountPath");
            } else if (!places.add(place)) {
                errors.invalid(at + ".mountPath", place, "must be unique");
            }
            for (String field : List.of("subPath", "subPathExpr")) {
                VolumeRules.localPath(errors, mount.path(field).asText(), at + "." + field);
            }
        }
    }

    private void hooks(JsonNode container, String at) {
        ProbeRules probes = new ProbeRules(errors);
        for (String hook : List.of("postStart", "preStop")) {
            if (container.path("lifecycle").has(hook)) {
                probes.handler(container.path("lifecycle").path(hook), at + ".lifecycle." + hook);
            }
        }
        probes.check(container.path("livenessProbe"), at + ".livenessProbe", true);
        probes.check(container.path("readinessProbe"), at + ".readinessProbe", false);
        probes.check(container.path("startupProbe"), at + ".startupProbe", true);
    }

    private void security(JsonNode context, String path) {
        errors.notNegative(path + ".runAsUser", context.path("runAsUser"));
        errors.notNegative(path + ".runAsGroup", context.path("runAsGroup"));
    }
}
