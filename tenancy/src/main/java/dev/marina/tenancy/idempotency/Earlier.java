package dev.marina.tenancy.idempotency;

import java.util.Optional;

/// What is known of an earlier request with this key.
public sealed interface Earlier {

    /// None: this one is served, and its answer is to be kept.
    record None() implements Earlier {}

    record Answered(int status, Optional<String> location, Optional<String> mediaType, Optional<String> body) implements Earlier {}

    record BeingServed() implements Earlier {}

    /// The key was used for something else.
    record Another() implements Earlier {}
}
