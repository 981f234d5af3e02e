package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import java.util.function.Supplier;

/// One change as a cluster's log has it.
///
/// @param replaced the version of the object that it replaced; [ResourceVersion#NONE] for a creation
/// @param value reads the object as it was afterwards, with who made the change and why; of a deletion there are no bytes
public record PastChange(ResourceVersion version, ObjectKey key, ResourceVersion replaced, boolean deletion, Supplier<Stored> value) {}
