package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/// Reads each object once, however many variables, containers or files name it: what is made from it at one time is made from one
/// version of it, and a pod costs the API server a read for each object and not for each mention. For one turn of a pod's worker; what is
/// missing or could not be read is asked for again in the next.
public final class SourcesReadOnce implements PodSources {

    private record Name(String namespace, String name) {}

    private final PodSources sources;
    private final Map<Name, Optional<ConfigMap>> configMaps = new ConcurrentHashMap<>();
    private final Map<Name, Optional<Secret>> secrets = new ConcurrentHashMap<>();

    public SourcesReadOnce(PodSources sources) {
        this.sources = sources;
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return once(configMaps, namespace, name, sources::configMap);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return once(secrets, namespace, name, sources::secret);
    }

    /// Two threads at once may both read; neither waits for the other.
    private static <T> Optional<T> once(Map<Name, Optional<T>> known, String namespace, String name, BiFunction<String, String, Optional<T>> read) {
        Name asked = new Name(namespace, name);
        Optional<T> found = known.get(asked);
        if (found == null) {
            found = read.apply(namespace, name);
            known.put(asked, found);
        }
        return found;
    }
}
