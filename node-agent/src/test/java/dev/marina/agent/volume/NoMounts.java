package dev.marina.agent.volume;

import dev.marina.linux.BlockDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// A mount table without anything in it, for whoever only takes away.
public final class NoMounts implements Mounts {

    private final Consumer<Path> unmounting;

    /// @param unmounting is told of each path below which everything is to go
    public NoMounts(Consumer<Path> unmounting) {
        this.unmounting = unmounting;
    }

    @Override
    public void tmpfs(Path target, long sizeBytes, int permissions, Owner owner) {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public void device(Path target, BlockDevice device, int permissions, Owner owner) {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public void overlay(Path within, List<String> layers, Path target) {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public void pin(Path root, String path, Path target, Create create) {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public void unmountBelow(Path path) {
        unmounting.accept(path);
    }

    @Override
    public void readOnly(Path target) {}

    @Override
    public List<Path> below(Path path) {
        return List.of();
    }
}
