package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/// What a tenant stores: each layer and manifest that its repositories have, once, and what is being uploaded. It counts in full though another tenant
/// may have the same: else one could learn from the count what others have.
public final class StoredBytes {

    /// The least that a layer, a manifest, a tag, an upload or a repository counts for: it is several files and directories, whose number is limited too.
    public static final long LEAST = 16 << 10;

    private final RegistryFiles files;

    public StoredBytes(RegistryFiles files) {
        this.files = files;
    }

    /// @param counted whether an upload is counted by somebody else already
    public long of(String tenant, Predicate<String> counted) {
        Set<Digest> content = new HashSet<>();
        long bytes = 0;
        for (Path repository : files.repositoriesBelow(files.tenant(tenant))) {
            bytes += LEAST;
            content.addAll(RegistryFiles.digests(RegistryFiles.links(repository, RegistryFiles.LAYERS)));
            content.addAll(RegistryFiles.digests(RegistryFiles.revisions(repository)));
            for (Path tag : RegistryFiles.entries(RegistryFiles.tags(repository))) {
                bytes += LEAST * Math.max(1, RegistryFiles.digests(tag.resolve("index/sha256")).size());
            }
            for (Path upload : RegistryFiles.entries(repository.resolve(RegistryFiles.UPLOADS))) {
                if (!counted.test(upload.getFileName().toString())) {
                    bytes += charge(upload.resolve("data").toFile().length());
                }
            }
        }
        for (Digest each : content) {
            bytes += charge(files.size(each).orElse(0L));
        }
        return bytes;
    }

    public static long charge(long size) {
        return Math.max(size, LEAST);
    }
}
