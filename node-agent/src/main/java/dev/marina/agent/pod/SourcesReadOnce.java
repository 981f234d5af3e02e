package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads each object once, however many variables, containers or files name it: what is made from it at one time is made from one
/// version of it, and a pod costs the API server a read for each object and not for each mention. For one turn of one thread; what is
/// missing or could not be read is asked for again in the next.
public final class SourcesReadOnce implements PodSources {

    private record Name(String namespace, String name) {}

    private final PodSources sources;
    private final Map<Name, Optional<ConfigMap>> configMaps = new HashMap<>();
    private final Map<Name, Optional<Secret>> secrets = new HashMap<>();

    public SourcesReadOnce(PodSources sources) {
        this.sources = sources;
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return configMaps.computeIfAbsent(new Name(namespace, name), _ -> sources.configMap(namespace, name));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return secrets.computeIfAbsent(new Name(namespace, name), _ -> sources.secret(namespace, name));
    }
}
