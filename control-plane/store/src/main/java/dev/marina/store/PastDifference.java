package dev.marina.store;

import dev.marina.api.ObjectKey;
import java.util.Optional;

/// An object that changed between two moments.
///
/// @param before empty where it was not there
/// @param after empty where it is not there any more
public record PastDifference(ObjectKey key, Optional<Stored> before, Optional<Stored> after) {}
