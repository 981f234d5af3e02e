package dev.marina.builds.kustomize;

/// Why nothing can be made of a folder, in words for whoever wrote it.
public final class Unbuildable extends RuntimeException {

    public Unbuildable(String message) {
        super(message);
    }
}
