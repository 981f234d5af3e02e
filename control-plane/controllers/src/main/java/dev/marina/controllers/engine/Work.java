package dev.marina.controllers.engine;

import dev.marina.api.Cause;

/// An item handed to a worker.
///
/// @param cause the first change since the last reconcile of this key: the one that made the work necessary. Later causes of
///     the same key are coalesced into it, since one reconcile answers them all.
public record Work(ClusterKey key, Cause cause) {}
