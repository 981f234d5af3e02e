package dev.marina.store;

import dev.marina.store.seal.KeyEncryption;
import dev.marina.store.seal.KeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Wrapping keys of a test: a key file in a directory of its own.
final class TestKeys implements KeyEncryption {

    final KeyFile file;

    TestKeys() {
        try {
            Path directory = Files.createTempDirectory("marina-keys-");
            Path path = directory.resolve("keys");
            file = KeyFile.open(path);
            // in the reverse order
            directory.toFile().deleteOnExit();
            path.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String current() {
        return file.current();
    }

    @Override
    public byte[] wrap(String keyId, byte[] dataKey, byte[] context) {
        return file.wrap(keyId, dataKey, context);
    }

    @Override
    public byte[] unwrap(String keyId, byte[] wrapped, byte[] context) {
        return file.unwrap(keyId, wrapped, context);
    }
}
