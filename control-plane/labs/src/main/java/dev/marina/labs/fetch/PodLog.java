package dev.marina.labs.fetch;

import dev.marina.api.ClusterClient.Call;
import java.util.Optional;

/// What a pod has printed, by the way that everybody has: the API's log. Blocks for some seconds at most.
@FunctionalInterface
public interface PodLog {

    /// @param mostBytes of which nothing more is read
    /// @return empty where it cannot be read now
    Optional<String> read(Call call, String namespace, String pod, int mostBytes);
}
