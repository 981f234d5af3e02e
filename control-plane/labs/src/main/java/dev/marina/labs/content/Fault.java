package dev.marina.labs.content;

import java.util.Optional;

/// What a lab does once a goal is met for the first time.
///
/// @param delete objects that are deleted, `most` of them at most
/// @param apply what is made
public record Fault(String id, String at, Optional<Subject> delete, int most, Optional<Manifest> apply, Texts say) {}
