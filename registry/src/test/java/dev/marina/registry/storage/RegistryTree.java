package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Files as `docker-registry` writes them.
final class RegistryTree {

    private final RegistryFiles files;
    private final Instant written;

    /// @param written when all of it was
    RegistryTree(Path root, Instant written) {
        this.files = new RegistryFiles(root);
        this.written = written;
    }

    RegistryFiles files() {
        return files;
    }

    private void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(written));
    }

    private void link(Path directory, Digest digest) throws IOException {
        write(directory.resolve("link"), digest.toString().getBytes(StandardCharsets.US_ASCII));
    }

    Digest blob(byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        write(files.content(digest), content);
        return digest;
    }

    Digest layer(RepositoryName name, String content) throws IOException {
        Digest digest = blob(content.getBytes(StandardCharsets.UTF_8));
        link(RegistryFiles.links(files.repository(name), RegistryFiles.LAYERS).resolve(digest.hex()), digest);
        return digest;
    }

    Digest manifest(RepositoryName name, String tag, Digest config, Digest... layers) throws IOException {
        String text = "{\"config\":{\"digest\":\"%s\"},\"layers\":[%s]}".formatted(config,
                Arrays.stream(layers).map("{\"digest\":\"%s\"}"::formatted).collect(Collectors.joining(",")));
        return revision(name, tag, text);
    }

    Digest index(RepositoryName name, String tag, Digest... manifests) throws IOException {
        return revision(name, tag, "{\"manifests\":[%s]}".formatted(
                Arrays.stream(manifests).map("{\"digest\":\"%s\"}"::formatted).collect(Collectors.joining(","))));
    }

    /// @param tag "" for none
    private Digest revision(RepositoryName name, String tag, String text) throws IOException {
        Digest digest = blob(text.getBytes(StandardCharsets.UTF_8));
        Path repository = files.repository(name);
        link(RegistryFiles.revisions(repository).resolve(digest.hex()), digest);
        if (!tag.isEmpty()) {
            link(RegistryFiles.tags(repository).resolve(tag).resolve("current"), digest);
            link(RegistryFiles.tags(repository).resolve(tag).resolve("index/sha256").resolve(digest.hex()), digest);
        }
        return digest;
    }

    void upload(RepositoryName name, String id, int bytes) throws IOException {
        write(files.repository(name).resolve(RegistryFiles.UPLOADS).resolve(id).resolve("data"), new byte[bytes]);
    }
}
