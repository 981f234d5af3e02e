package dev.marina.builds;

/// Why there is no image, in words for whoever wrote the source.
final class BuildFailure extends RuntimeException {

    BuildFailure(String message) {
        super(message);
    }
}
