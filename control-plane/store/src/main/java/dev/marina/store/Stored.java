package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.time.Instant;

/// One object as the store holds it.
///
/// @param bytes the encoded object, to be read only; includes its resourceVersion
/// @param opaque true for a value that could not be read back: it can be named and deleted, and nothing else
public record Stored(ObjectKey key, ResourceVersion version, byte[] bytes, Fields fields, Origin origin, Instant changed, boolean opaque) {}
