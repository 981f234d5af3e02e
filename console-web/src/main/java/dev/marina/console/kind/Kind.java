package dev.marina.console.kind;

import java.util.List;
import java.util.Set;

/// A kind that a cluster serves, from its discovery.
///
/// @param subresources their names, such as `scale`
public record Kind(KindRef ref, String name, boolean namespaced, Set<String> verbs, List<String> shortNames, Set<String> subresources) {

    boolean watchable() {
        return verbs.contains("list") && verbs.contains("watch");
    }
}
