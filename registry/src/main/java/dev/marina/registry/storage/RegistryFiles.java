package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Where the registry keeps what. It writes beside every reader of this, so what was there a moment ago may be gone: that is absence, not failure.
public final class RegistryFiles {

    static final String LAYERS = "_layers";
    static final String MANIFESTS = "_manifests";
    static final String UPLOADS = "_uploads";

    private final Path root;

    /// @param root the registry's root directory, as its configuration names it
    public RegistryFiles(Path root) {
        this.root = root;
    }

    Path repositories() {
        return root.resolve("docker/registry/v2/repositories");
    }

    Path tenant(String tenant) {
        return repositories().resolve(tenant);
    }

    Path repository(RepositoryName name) {
        return tenant(name.tenant()).resolve(name.image());
    }

    Path blobs() {
        return root.resolve("docker/registry/v2/blobs/sha256");
    }

    Path blob(Digest digest) {
        return blobs().resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    Path content(Digest digest) {
        return blob(digest).resolve("data");
    }

    static Path links(Path repository, String kind) {
        return repository.resolve(kind).resolve("sha256");
    }

    static Path revisions(Path repository) {
        return repository.resolve(MANIFESTS).resolve("revisions/sha256");
    }

    static Path tags(Path repository) {
        return repository.resolve(MANIFESTS).resolve("tags");
    }

    /// Tenants that were deleted, by id, so that a token that is still good puts nothing there again.
    private Path closed(String tenantId) {
        return root.resolve("closed").resolve(UUID.fromString(tenantId).toString());
    }

    public boolean isClosed(String tenantId) {
        return Files.exists(closed(tenantId));
    }

    void close(String tenantId) throws IOException {
        Files.createDirectories(closed(tenantId).getParent());
        Files.write(closed(tenantId), new byte[0]);
    }

    /// How many bytes this content has; empty: it is not stored.
    public Optional<Long> size(Digest digest) {
        try {
            return Optional.of(Files.size(content(digest)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What an upload has so far; none where there is no such upload.
    public long uploaded(RepositoryName name, String upload) {
        try {
            return Files.size(repository(name).resolve(UPLOADS).resolve(upload).resolve("data"));
        } catch (IOException _) {
            return 0;
        }
    }

    /// Of an upload that goes no further, though the registry may still be writing it. May be called for one that is not there.
    public void dropUpload(RepositoryName name, String upload) {
        try {
            remove(repository(name).resolve(UPLOADS).resolve(upload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What lies in a directory, by name; nothing where there is no such directory.
    static List<Path> entries(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Digest> digests(Path directory) {
        return entries(directory).stream().flatMap(entry -> Digest.ofHex(entry.getFileName().toString()).stream()).toList();
    }

    /// When it was written last; empty: it is gone.
    static Optional<Instant> written(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All repositories below this directory, however deep: names may have any number of parts.
    List<Path> repositoriesBelow(Path directory) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                    String name = each.getFileName().toString();
                    if (name.equals(LAYERS) || name.equals(MANIFESTS) || name.equals(UPLOADS)) {
                        if (found.isEmpty() || !found.getLast().equals(each.getParent())) {
                            found.add(each.getParent());
                        }
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().distinct().sorted().toList();
    }

    Optional<RepositoryName> name(Path repository) {
        return RepositoryName.parse(repositories().relativize(repository).toString());
    }

    /// Puts it aside first, so that nobody meets the half of it.
    void remove(Path directory) throws IOException {
        Path aside = root.resolve("removed").resolve(UUID.randomUUID().toString());
        Files.createDirectories(aside.getParent());
        try {
            Files.move(directory, aside);
        } catch (NoSuchFileException _) {
            return;
        }
        delete(aside);
    }

    /// What a process that was killed has left.
    void removeRemains() throws IOException {
        for (Path remains : entries(root.resolve("removed"))) {
            delete(remains);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) throws IOException {
                Files.deleteIfExists(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                if (gone instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw gone;
            }
        });
    }
}
