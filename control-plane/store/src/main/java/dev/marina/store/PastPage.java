package dev.marina.store;

import dev.marina.api.ObjectKey;
import java.util.List;
import java.util.Optional;

/// @param next where the page after this one begins; empty on the last
public record PastPage<T>(List<T> items, Optional<ObjectKey> next) {}
