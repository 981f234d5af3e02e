package dev.marina.labs.content;

import java.util.Optional;

/// Offered while its goal is not met and what it is for is there.
///
/// @param price in points
public record Hint(String id, String goal, int price, Optional<Condition> when, Texts say) {}
