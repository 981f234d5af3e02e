package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A container's environment: Services, then `envFrom`, then `env` with references and fields; later ones win.
final class Environment {

    /// A reference to something that is not there (yet).
    static final class Unresolved extends RuntimeException {
        Unresolved(String message) {
            super(message);
        }
    }

    private final Pod pod;
    private final PodSources sources;
    private final Function<String, List<Service>> servicesOf;
    private final Fields fields;

    /// @param servicesOf a namespace, whose addresses become variables
    Environment(Pod pod, PodSources sources, Function<String, List<Service>> servicesOf, Fields fields) {
        this.pod = pod;
        this.sources = sources;
        this.servicesOf = servicesOf;
        this.fields = fields;
    }

    /// Throws [Unresolved] when a ConfigMap, Secret or key that is not optional is missing.
    Map<String, String> of(Container container) {
        Map<String, String> env = new LinkedHashMap<>();
        services().forEach(env::put);
        for (EnvFromSource source : container.getEnvFrom()) {
            from(source).forEach((name, value) -> env.put(Optional.ofNullable(source.getPrefix()).orElse("") + name, value));
        }
        for (EnvVar variable : container.getEnv()) {
            if (variable.getValueFrom() == null) {
                env.put(variable.getName(), Expansion.expand(Optional.ofNullable(variable.getValue()).orElse(""), env));
            } else {
                valueFrom(container, variable.getValueFrom()).ifPresent(value -> env.put(variable.getName(), value));
            }
        }
        return env;
    }

    private Map<String, String> from(EnvFromSource source) {
        if (source.getConfigMapRef() != null) {
            Optional<ConfigMap> map = sources.configMap(namespace(), source.getConfigMapRef().getName());
            if (map.isEmpty() && !Boolean.TRUE.equals(source.getConfigMapRef().getOptional())) {
                throw new Unresolved("configmap \"%s\" not found".formatted(source.getConfigMapRef().getName()));
            }
            return map.map(ConfigMap::getData).orElse(Map.of());
        }
        if (source.getSecretRef() != null) {
            Optional<Secret> secret = sources.secret(namespace(), source.getSecretRef().getName());
            if (secret.isEmpty() && !Boolean.TRUE.equals(source.getSecretRef().getOptional())) {
                throw new Unresolved("secret \"%s\" not found".formatted(source.getSecretRef().getName()));
            }
            Map<String, String> values = new LinkedHashMap<>();
            secret.map(Secret::getData).orElse(Map.of()).forEach((key, value) -> values.put(key, decode(value)));
            return values;
        }
        return Map.of();
    }

    private Optional<String> valueFrom(Container container, EnvVarSource source) {
        if (source.getFieldRef() != null) {
            return Optional.of(fields.field(source.getFieldRef().getFieldPath()));
        }
        if (source.getResourceFieldRef() != null) {
            return Optional.of(fields.resource(container, source.getResourceFieldRef()));
        }
        if (source.getConfigMapKeyRef() != null) {
            var ref = source.getConfigMapKeyRef();
            Optional<ConfigMap> map = sources.configMap(namespace(), ref.getName());
            Optional<String> value = map.map(ConfigMap::getData).map(data -> data.get(ref.getKey()));
            if (value.isEmpty() && !Boolean.TRUE.equals(ref.getOptional())) {
                throw new Unresolved(map.isEmpty()
                        ? "configmap \"%s\" not found".formatted(ref.getName())
                        : "couldn't find key %s in ConfigMap %s/%s".formatted(ref.getKey(), namespace(), ref.getName()));
            }
            return value;
        }
        if (source.getSecretKeyRef() != null) {
            var ref = source.getSecretKeyRef();
            Optional<Secret> secret = sources.secret(namespace(), ref.getName());
            Optional<String> value = secret.map(Secret::getData).map(data -> data.get(ref.getKey())).map(Environment::decode);
            if (value.isEmpty() && !Boolean.TRUE.equals(ref.getOptional())) {
                throw new Unresolved(secret.isEmpty()
                        ? "secret \"%s\" not found".formatted(ref.getName())
                        : "couldn't find key %s in Secret %s/%s".formatted(ref.getKey(), namespace(), ref.getName()));
            }
            return value;
        }
        return Optional.empty();
    }

    /// The `kubernetes` Service of `default` always, others of the pod's namespace unless the pod declines.
    private Map<String, String> services() {
        Map<String, String> env = new LinkedHashMap<>();
        servicesOf.apply("default").stream().filter(service -> service.getMetadata().getName().equals("kubernetes"))
                .forEach(service -> variables(service, env));
        if (!Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks())) {
            servicesOf.apply(namespace()).forEach(service -> variables(service, env));
        }
        return env;
    }

    private static void variables(Service service, Map<String, String> env) {
        String ip = service.getSpec().getClusterIP();
        List<ServicePort> ports = service.getSpec().getPorts();
        if (ip == null || ip.isEmpty() || ip.equals("None") || ports.isEmpty()) {
            return;
        }
        String prefix = name(service.getMetadata().getName());
        env.put(prefix + "_SERVICE_HOST", ip);
        env.put(prefix + "_SERVICE_PORT", ports.getFirst().getPort().toString());
        ports.stream().filter(port -> port.getName() != null && !port.getName().isEmpty())
                .forEach(port -> env.put(prefix + "_SERVICE_PORT_" + name(port.getName()), port.getPort().toString()));
        for (int i = 0; i < ports.size(); i++) {
            String protocol = Optional.ofNullable(ports.get(i).getProtocol()).orElse("TCP");
            int number = ports.get(i).getPort();
            String url = "%s://%s:%d".formatted(protocol.toLowerCase(Locale.ROOT), ip, number);
            if (i == 0) {
                env.put(prefix + "_PORT", url);
            }
            String one = "%s_PORT_%d_%s".formatted(prefix, number, protocol);
            env.put(one, url);
            env.put(one + "_PROTO", protocol.toLowerCase(Locale.ROOT));
            env.put(one + "_PORT", Integer.toString(number));
            env.put(one + "_ADDR", ip);
        }
    }

    private static String name(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    private String namespace() {
        return pod.getMetadata().getNamespace();
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
