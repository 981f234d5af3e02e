package dev.marina.labs.grading;

import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.GroupVersionKind;
import java.util.Optional;

/// The types of a cluster by their kinds.
@FunctionalInterface
public interface Kinds {
    Optional<ServedKind> find(GroupVersionKind kind);
}
