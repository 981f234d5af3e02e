package dev.marina.controllers.application;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.util.Optional;
import java.util.function.BiFunction;

/// Who asked for something: walks from a change to the one that caused it, past components of the platform, as far as the log goes back.
final class Author {

    private static final String CHANGE = "change/";
    private static final int FARTHEST = 16;

    private Author() {}

    /// @param origins of the cluster's changes
    static Optional<String> of(ClusterId cluster, Cause cause, BiFunction<ClusterId, ResourceVersion, Optional<Origin>> origins) {
        Cause because = cause;
        for (int i = 0; i < FARTHEST; i++) {
            Optional<Origin> origin = version(because).flatMap(version -> origins.apply(cluster, version));
            if (origin.isEmpty()) {
                return Optional.empty();
            }
            String actor = origin.get().actor();
            if (!actor.startsWith("system:serviceaccount:kube-system:") && !actor.startsWith("system:node:")) {
                return Optional.of(actor);
            }
            because = origin.get().cause();
        }
        return Optional.empty();
    }

    /// Of a change of the same cluster.
    private static Optional<ResourceVersion> version(Cause cause) {
        String value = cause.value();
        return value.matches(CHANGE + "[0-9]+") ? Optional.of(new ResourceVersion(Long.parseLong(value.substring(CHANGE.length())))) : Optional.empty();
    }
}
