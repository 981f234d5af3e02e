package dev.marina.store;

import dev.marina.api.ResourceVersion;
import java.time.Instant;

/// A cluster after one of its changes.
///
/// @param time when that was
public record PastMoment(ResourceVersion version, Instant time) {}
