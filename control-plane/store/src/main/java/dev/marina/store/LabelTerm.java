package dev.marina.store;

import java.util.Set;

/// Something that an object's labels have to say for it to be looked for.
///
/// @param values one of which the label has; none where any will do
public record LabelTerm(String key, Set<String> values) {}
