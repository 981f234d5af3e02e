package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.List;

/// What a teacher wants of a class; null in a change is as it was.
///
/// @param courses whose labs are open too
public record ClassWish(String name, Instant starts, Instant ends, List<String> labs, List<String> courses, Integer mostLearners, Integer stuckMinutes,
        AtEnd atEnd) {}
