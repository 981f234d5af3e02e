package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Somebody who joined a class.
///
/// @param id by which the teacher knows them
/// @param name as they gave it
/// @param tenant theirs; empty once it is gone
/// @param forClass whether the cluster was made for the class, so that it may go with it
public record Learner(UUID id, String subject, String name, Optional<String> tenant, String cluster, boolean forClass, Instant joined) {}
