package dev.marina.builds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An image as a directory. https://github.com/opencontainers/image-spec/blob/main/image-layout.md
record OciImage(Path directory) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// As stored, from the lowest up.
    record Layer(Path file, boolean zipped) {}

    /// An image of nothing.
    static OciImage empty(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        OciImage image = new OciImage(directory);
        ObjectNode config = JSON.createObjectNode().put("architecture", System.getProperty("os.arch")).put("os", "linux");
        config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2);
        manifest.set("config", image.keep(CONFIG, JSON.writeValueAsBytes(config)));
        manifest.putArray("layers");
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
        ObjectNode entry = image.keep(MANIFEST, JSON.writeValueAsBytes(manifest));
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", "image");
        index.putArray("manifests").add(entry);
        Files.write(directory.resolve("index.json"), JSON.writeValueAsBytes(index));
        return image;
    }

    /// Another image of the same content, which can be extended apart from this one.
    OciImage copy(Path to) throws IOException {
        Files.createDirectories(to.resolve("blobs/sha256"));
        for (String name : List.of("oci-layout", "index.json")) {
            Files.copy(directory.resolve(name), to.resolve(name));
        }
        try (Stream<Path> blobs = Files.list(directory.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                Files.createLink(to.resolve("blobs/sha256").resolve(blob.getFileName()), blob);
            }
        }
        return new OciImage(to);
    }

    List<Layer> layers() throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : read(entry()).path("layers")) {
            String type = layer.path("mediaType").asText();
            if (!type.endsWith("tar") && !type.endsWith("gzip")) {
                throw new BuildFailure("the base has a layer of the type %s; layers must be tar or gzip".formatted(type));
            }
            layers.add(new Layer(blob(layer.path("digest").asText()), type.endsWith("gzip")));
        }
        return layers;
    }

    void delete() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private JsonNode entry() throws IOException {
        return JSON.readTree(Files.readAllBytes(directory.resolve("index.json"))).path("manifests").path(0);
    }

    /// What the image's description says of it.
    BaseDescription description() throws IOException {
        return BaseDescription.of(read(read(entry()).path("config")));
    }

    /// Its layers, to be put upon another image. Empty: they are not as the builder packs them.
    Optional<List<PackedLayer>> packed() throws IOException {
        List<Layer> layers = layers();
        List<String> ids = description().layers();
        JsonNode history = read(read(entry()).path("config")).path("history");
        if (ids.size() != layers.size() || !layers.stream().allMatch(Layer::zipped)) {
            return Optional.empty();
        }
        List<PackedLayer> packed = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            packed.add(new PackedLayer(layers.get(i).file(), ids.get(i), history.path(i).path("created_by").asText()));
        }
        return Optional.of(List.copyOf(packed));
    }

    /// Puts layers upon the only image of the directory, and changes its description. What comes out depends on nothing but what goes in.
    ///
    /// @param layers whose files are moved
    void extend(List<PackedLayer> layers, ImagePlan.Description changes) throws IOException {
        ObjectNode index = (ObjectNode) JSON.readTree(Files.readAllBytes(directory.resolve("index.json")));
        ObjectNode entry = (ObjectNode) index.path("manifests").path(0);
        ObjectNode manifest = (ObjectNode) read(entry);
        ObjectNode config = (ObjectNode) read(manifest.path("config"));
        for (PackedLayer layer : layers) {
            add(layer, manifest, config);
        }
        describe(config.withObject("/config"), changes);
        manifest.set("config", keep(CONFIG, JSON.writeValueAsBytes(config)));
        ObjectNode described = keep(MANIFEST, JSON.writeValueAsBytes(manifest));
        entry.set("digest", described.get("digest"));
        entry.set("size", described.get("size"));
        Files.write(directory.resolve("index.json"), JSON.writeValueAsBytes(index));
    }

    private void add(PackedLayer layer, ObjectNode manifest, ObjectNode config) throws IOException {
        withArray(config.withObject("/rootfs"), "diff_ids").add(layer.diffId());
        withArray(config, "history").addObject().put("created_by", layer.madeBy()).put("created", "1970-01-01T00:00:00Z");
        withArray(manifest, "layers").add(keep(LAYER, layer.file()));
    }

    private static ArrayNode withArray(ObjectNode node, String field) {
        return node.path(field) instanceof ArrayNode array ? array : node.putArray(field);
    }

    private static void describe(ObjectNode config, ImagePlan.Description changes) {
        if (!changes.entrypoint().isEmpty()) {
            config.set("Entrypoint", JSON.valueToTree(changes.entrypoint()));
            config.remove("Cmd");
        }
        if (!changes.command().isEmpty()) {
            config.set("Cmd", JSON.valueToTree(changes.command()));
        }
        Map<String, String> environment = new LinkedHashMap<>();
        config.path("Env").forEach(each -> environment.put(each.asText().split("=", 2)[0], each.asText()));
        changes.environment().keySet().stream().sorted().forEach(name -> environment.put(name, name + "=" + changes.environment().get(name)));
        config.set("Env", JSON.valueToTree(environment.values()));
        if (!changes.directory().isEmpty()) {
            config.put("WorkingDir", changes.directory());
        }
        if (!changes.user().isEmpty()) {
            config.put("User", changes.user());
        }
        ObjectNode ports = config.withObject("/ExposedPorts");
        changes.ports().forEach(port -> ports.putObject(port));
        ObjectNode labels = config.path("Labels") instanceof ObjectNode present ? present : config.putObject("Labels");
        // By which the platform knows images that it has made itself.
        labels.remove("dev.marina.recipe");
        changes.labels().keySet().stream().sorted().forEach(name -> labels.put(name, changes.labels().get(name)));
    }

    private JsonNode read(JsonNode descriptor) throws IOException {
        return JSON.readTree(Files.readAllBytes(blob(descriptor.path("digest").asText())));
    }

    private Path blob(String digest) {
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new BuildFailure("the base names %s, which is no digest".formatted(digest));
        }
        return directory.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    private ObjectNode keep(String mediaType, byte[] content) throws IOException {
        String digest = "sha256:" + HexFormat.of().formatHex(LayerKey.sha256().digest(content));
        // Never in place: another image may have the same blob.
        Path fresh = Files.write(directory.resolve("fresh"), content);
        Files.move(fresh, blob(digest), StandardCopyOption.REPLACE_EXISTING);
        return JSON.createObjectNode().put("mediaType", mediaType).put("digest", digest).put("size", content.length);
    }

    private ObjectNode keep(String mediaType, Path file) throws IOException {
        MessageDigest hash = LayerKey.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String digest = "sha256:" + HexFormat.of().formatHex(hash.digest());
        long size = Files.size(file);
        Files.move(file, blob(digest), StandardCopyOption.REPLACE_EXISTING);
        return JSON.createObjectNode().put("mediaType", mediaType).put("digest", digest).put("size", size);
    }
}
