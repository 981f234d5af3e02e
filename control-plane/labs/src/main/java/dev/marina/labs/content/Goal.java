package dev.marina.labs.content;

import java.time.Duration;

/// What is to be reached.
///
/// @param step to which it belongs
/// @param hold for how long of the cluster's time it has to be so
/// @param partial whether a part of it brings a part of the points
public record Goal(String id, String step, Texts title, int points, Duration hold, boolean partial, Condition when) {}
