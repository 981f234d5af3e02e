package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A folder of a source with a kustomization. Nothing outside of the source is read, and no link is followed.
///
/// @param root of the source
record Folder(Path root, Path path) {

    private static final List<String> NAMES = List.of("kustomization.yaml", "kustomization.yml", "Kustomization");
    private static final long MOST_BYTES = 1 << 20;
    private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "namePrefix",
            "nameSuffix",
            "commonLabels", "labels", "commonAnnotations", "images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions", "patches",
            "patchesStrategicMerge", "patchesJson6902");

    static boolean is(Path path) {
        return NAMES.stream().anyMatch(name -> Files.isRegularFile(path.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    /// Another one, by the path that a kustomization says.
    Folder folder(String relative) {
        Path other = within(relative);
        if (!Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS) || !is(other)) {
            throw new Unbuildable("%s names %s, which is no folder with a kustomization.yaml".formatted(this, relative));
        }
        return new Folder(root, other);
    }

    boolean isFolder(String relative) {
        return Files.isDirectory(within(relative), LinkOption.NOFOLLOW_LINKS);
    }

    private Path within(String relative) {
        if (relative.contains("://") || relative.startsWith("git@") || relative.matches("[a-z0-9-]+\\.[a-z]+/.*")) {
            throw new Unbuildable("%s names %s, which is elsewhere; it must be a path of the same source".formatted(this, relative));
        }
        Path other = path.resolve(relative).normalize();
        if (relative.startsWith("/") || !other.startsWith(root)) {
            throw new Unbuildable("%s names %s, which is outside of the source".formatted(this, relative));
        }
        Path step = root;
        for (Path name : root.relativize(other)) {
            step = step.resolve(name);
            if (Files.isSymbolicLink(step)) {
                throw new Unbuildable("%s names %s, which is behind a link; links are not followed".formatted(this, relative));
            }
        }
        return other;
    }

    byte[] bytes(String relative) {
        Path file = within(relative);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new Unbuildable("%s names %s, which is no file".formatted(this, relative));
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new Unbuildable("%s has more than %d bytes".formatted(root.relativize(file), MOST_BYTES));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Unbuildable("%s cannot be read: %s".formatted(root.relativize(file), e.getMessage()));
        }
    }

    String text(String relative) {
        try {
            return java.nio.charset.StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes(relative))).toString();
        } catch (CharacterCodingException _) {
            throw new Unbuildable("%s names %s, which is no text in UTF-8".formatted(this, relative));
        }
    }

    List<ObjectNode> objects(String relative) {
        return Manifests.objects(text(relative), root.relativize(within(relative)).toString());
    }

    /// What it says. A field that is not known is refused by its name: leaving it out would make something else.
    JsonNode kustomization() {
        String name = NAMES.stream().filter(each -> Files.isRegularFile(path.resolve(each), LinkOption.NOFOLLOW_LINKS)).findFirst()
                .orElseThrow(() -> new Unbuildable("%s has no kustomization.yaml".formatted(this)));
        List<JsonNode> documents = Manifests.documents(text(name), root.relativize(path.resolve(name)).toString());
        if (documents.size() != 1 || !documents.getFirst().isObject()) {
            throw new Unbuildable("%s must have one object".formatted(root.relativize(path.resolve(name))));
        }
        documents.getFirst().fieldNames().forEachRemaining(field -> {
            if (!KNOWN.contains(field)) {
                throw new Unbuildable("%s has the field %s, which is not supported; there are %s".formatted(root.relativize(path.resolve(name)), field,
                        new TreeSet<>(KNOWN)));
            }
        });
        return documents.getFirst();
    }

    @Override
    public String toString() {
        String relative = root.relativize(path).toString();
        return relative.isEmpty() ? "the kustomization of the root" : "the kustomization of " + relative;
    }
}
