package dev.marina.labs.grading;

import dev.marina.labs.content.Act;
import dev.marina.store.ClusterImage;
import java.util.List;

/// What a cluster's authorization decides.
@FunctionalInterface
public interface Access {

    /// @param namespace "" for all
    boolean allows(ClusterImage image, String user, List<String> groups, String namespace, Act act);
}
