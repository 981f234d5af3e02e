package dev.marina.registry.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.registry.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// What a manifest refers to: an image's configuration and layers, or an index's manifests.
///
/// @param contents that the repository must have for it
/// @param manifests of an index
record ManifestContent(Set<Digest> contents, Set<Digest> manifests) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST = 8 << 20;

    /// Empty: it is gone. What cannot be read refers to nothing that could be named.
    static Optional<ManifestContent> read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                return Optional.of(new ManifestContent(Set.of(), Set.of()));
            }
            return Optional.of(of(Files.readAllBytes(file)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    static ManifestContent of(byte[] text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (IOException _) {
            return new ManifestContent(Set.of(), Set.of());
        }
        Set<Digest> contents = new LinkedHashSet<>();
        Set<Digest> manifests = new LinkedHashSet<>();
        Digest.parse(root.path("config").path("digest").asText()).ifPresent(contents::add);
        root.path("layers").forEach(layer -> Digest.parse(layer.path("digest").asText()).ifPresent(contents::add));
        // Schema 1, which the registry may still hold.
        root.path("fsLayers").forEach(layer -> Digest.parse(layer.path("blobSum").asText()).ifPresent(contents::add));
        root.path("manifests").forEach(child -> Digest.parse(child.path("digest").asText()).ifPresent(manifests::add));
        return new ManifestContent(Set.copyOf(contents), Set.copyOf(manifests));
    }
}
