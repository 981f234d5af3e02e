package dev.marina.apiserver.types;

import dev.marina.apiserver.registry.ResourceStrategy;

/// A type without a status whose generation counts.
final class GenerationStrategy implements ResourceStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }
}
