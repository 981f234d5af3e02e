package dev.marina.tenancy.signup;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Codes of classes, as far as they are good for signing up.
@FunctionalInterface
public interface ClassCodes {

    ClassCodes NONE = (_, _) -> Optional.empty();

    /// Empty where it is no class's, or that class takes nobody more this way.
    Optional<OfClass> find(String code, Instant now);

    /// @param ends when the class is over
    record OfClass(UUID id, Instant ends) {}
}
