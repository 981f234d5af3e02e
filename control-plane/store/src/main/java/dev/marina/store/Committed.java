package dev.marina.store;

import dev.marina.api.ResourceVersion;
import java.util.List;
import java.util.Optional;

/// What a mutation became.
///
/// @param results one per write, in order: the stored object after a put, the last one before a delete, empty where
///     there was nothing to delete
public record Committed(ResourceVersion version, List<Optional<Stored>> results) {}
