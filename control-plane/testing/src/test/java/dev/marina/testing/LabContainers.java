package dev.marina.testing;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What becomes of a pod's containers, as far as their manifest tells. Runs nothing.
///
/// @param configMaps their data, by name
/// @param secrets their data, by name
record LabContainers(PodSpec spec, Map<String, Map<String, String>> configMaps, Map<String, Map<String, String>> secrets) {

    private static final String IMAGE = "marina/busybox:1";
    /// As a shell ends where a variable is not set: `${DATABASE:?}`.
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*):\\?");

    sealed interface Fate {
        /// It cannot be made.
        record Waits(String reason, String message) implements Fate {}

        record Runs(boolean ready) implements Fate {}

        record Ends(int code) implements Fate {}

        /// It runs and is killed again and again, since nobody answers its liveness probe.
        record Killed() implements Fate {}
    }

    Fate of(Container container) {
        if (!container.getImage().equals(IMAGE)) {
            return new Fate.Waits("ErrImagePull", "image %s is not known".formatted(container.getImage()));
        }
        Set<String> variables = new HashSet<>();
        Optional<String> missing = Stream.concat(volumes(), variables(container, variables)).filter(text -> !text.isEmpty()).findFirst();
        if (missing.isPresent()) {
            return new Fate.Waits("CreateContainerConfigError", missing.get());
        }
        if (asRoot(container)) {
            return new Fate.Waits("CreateContainerConfigError", "container has runAsNonRoot and image will run as root");
        }
        String command = command(container);
        Matcher required = REQUIRED.matcher(command);
        while (required.find()) {
            if (!variables.contains(required.group(1))) {
                return new Fate.Ends(2);
            }
        }
        if (Stream.of("sleep", "httpd").noneMatch(command::contains)) {
            return new Fate.Ends(command.contains("exit 1") ? 1 : 0);
        }
        boolean lives = fits(container.getLivenessProbe(), container, command) && fits(container.getStartupProbe(), container, command);
        return lives ? new Fate.Runs(fits(container.getReadinessProbe(), container, command)) : new Fate.Killed();
    }

    static boolean sidecar(Container init) {
        return "Always".equals(init.getRestartPolicy());
    }

    private static String command(Container container) {
        return String.join(" ", Stream.concat(container.getCommand().stream(), container.getArgs().stream()).toList());
    }

    /// What is missing, in words; "" for what is there.
    private Stream<String> volumes() {
        return spec.getVolumes().stream().map(volume -> {
            if (volume.getConfigMap() != null && !Boolean.TRUE.equals(volume.getConfigMap().getOptional())) {
                return object("configmap", volume.getConfigMap().getName(), configMaps);
            }
            return volume.getSecret() != null && !Boolean.TRUE.equals(volume.getSecret().getOptional())
                    ? object("secret", volume.getSecret().getSecretName(), secrets)
                    : "";
        });
    }

    private static String object(String kind, String name, Map<String, Map<String, String>> known) {
        return known.containsKey(name) ? "" : "%s \"%s\" not found".formatted(kind, name);
    }

    private static String key(String kind, String name, String key, Map<String, Map<String, String>> known) {
        String object = object(kind, name, known);
        return !object.isEmpty() ? object : known.get(name).containsKey(key) ? "" : "couldn't find key %s in %s %s".formatted(key, kind, name);
    }

    /// @param set gets the names of those that are set and not empty
    private Stream<String> variables(Container container, Set<String> set) {
        List<String> missing = new ArrayList<>();
        for (EnvFromSource from : container.getEnvFrom()) {
            String name = from.getConfigMapRef() != null ? from.getConfigMapRef().getName() : from.getSecretRef().getName();
            Map<String, Map<String, String>> known = from.getConfigMapRef() != null ? configMaps : secrets;
            Boolean optional = from.getConfigMapRef() != null ? from.getConfigMapRef().getOptional() : from.getSecretRef().getOptional();
            if (!Boolean.TRUE.equals(optional)) {
                missing.add(object(from.getConfigMapRef() != null ? "configmap" : "secret", name, known));
            }
            known.getOrDefault(name, Map.of()).keySet().forEach(key -> set.add((from.getPrefix() == null ? "" : from.getPrefix()) + key));
        }
        for (EnvVar variable : container.getEnv()) {
            String why = missing(variable.getValueFrom());
            missing.add(why);
            if (why.isEmpty() && (variable.getValueFrom() != null || variable.getValue() != null && !variable.getValue().isEmpty())) {
                set.add(variable.getName());
            }
        }
        return missing.stream();
    }

    private String missing(EnvVarSource from) {
        if (from == null) {
            return "";
        }
        if (from.getConfigMapKeyRef() != null && !Boolean.TRUE.equals(from.getConfigMapKeyRef().getOptional())) {
            return key("configmap", from.getConfigMapKeyRef().getName(), from.getConfigMapKeyRef().getKey(), configMaps);
        }
        return from.getSecretKeyRef() != null && !Boolean.TRUE.equals(from.getSecretKeyRef().getOptional())
                ? key("secret", from.getSecretKeyRef().getName(), from.getSecretKeyRef().getKey(), secrets)
                : "";
    }

    /// The image's user is root.
    private boolean asRoot(Container container) {
        var own = container.getSecurityContext();
        var pods = spec.getSecurityContext();
        Boolean asks = own != null && own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : pods == null ? null : pods.getRunAsNonRoot();
        Long user = own != null && own.getRunAsUser() != null ? own.getRunAsUser() : pods == null ? null : pods.getRunAsUser();
        return Boolean.TRUE.equals(asks) && (user == null || user == 0);
    }

    /// The command names what is asked for.
    private static boolean fits(Probe probe, Container container, String command) {
        if (probe == null) {
            return true;
        }
        if (probe.getExec() != null) {
            return command.contains(probe.getExec().getCommand().getLast());
        }
        if (probe.getTcpSocket() != null) {
            return command.contains(number(probe.getTcpSocket().getPort(), container));
        }
        HTTPGetAction http = probe.getHttpGet();
        String path = http == null || http.getPath() == null ? "/" : http.getPath();
        return http == null || command.contains(number(http.getPort(), container)) && (path.equals("/") || command.contains(path));
    }

    private static String number(IntOrString port, Container container) {
        return container.getPorts().stream().filter(each -> each.getName() != null && each.getName().equals(port.getStrVal())).findFirst()
                .map(each -> each.getContainerPort().toString()).orElseGet(() -> String.valueOf(port.getValue()));
    }
}
