package dev.marina.launcher.component;

import dev.marina.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Path;

/// Directories as a whole.
public final class Trees {

    private Trees() {}

    /// A directory that does not exist is deleted already. Tenants' trees may be among it: nothing is followed, whatever their depth,
    /// and what is still mounted stops it.
    public static void delete(Path root) throws IOException {
        try {
            dev.marina.linux.fs.Trees.delete(root);
        } catch (LinuxException failure) {
            throw new IOException("cannot delete %s: %s".formatted(root, failure.getMessage()), failure);
        }
    }
}
