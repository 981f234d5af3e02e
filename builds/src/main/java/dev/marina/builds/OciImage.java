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
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// An image as a directory. https://github.com/opencontainers/image-spec/blob/main/image-layout.md
record OciImage(Path directory) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// Puts a layer upon the only image of the directory, and changes its description. What comes out depends on nothing but what goes in.
    ///
    /// @param archive of the layer, in tar's format
    void extend(Path archive, ImagePlan.Description changes) throws IOException {
        ObjectNode index = (ObjectNode) JSON.readTree(Files.readAllBytes(directory.resolve("index.json")));
        ObjectNode entry = (ObjectNode) index.path("manifests").path(0);
        ObjectNode manifest = (ObjectNode) read(entry);
        ObjectNode config = (ObjectNode) read(manifest.path("config"));

        Path zipped = archive.resolveSibling(archive.getFileName() + ".gz");
        String diffId;
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(archive), sha256());
                OutputStream out = new GZIPOutputStream(
                        Files.newOutputStream(zipped))) {
            in.transferTo(out);
            diffId = "sha256:" + HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
        withArray(config.withObject("/rootfs"), "diff_ids").add(diffId);
        withArray(config, "history").addObject().put("created_by", "marina build").put("created", "1970-01-01T00:00:00Z");
        describe(config.withObject("/config"), changes);
        ((ArrayNode) manifest.path("layers")).add(keep(LAYER, zipped));
        manifest.set("config", keep("application/vnd.oci.image.config.v1+json", JSON.writeValueAsBytes(config)));
        ObjectNode described = keep("application/vnd.oci.image.manifest.v1+json", JSON.writeValueAsBytes(manifest));
        entry.set("digest", described.get("digest"));
        entry.set("size", described.get("size"));
        Files.write(directory.resolve("index.json"), JSON.writeValueAsBytes(index));
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
        return directory.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    private ObjectNode keep(String mediaType, byte[] content) throws IOException {
        String digest = "sha256:" + HexFormat.of().formatHex(sha256().digest(content));
        Files.write(blob(digest), content);
        return JSON.createObjectNode().put("mediaType", mediaType).put("digest", digest).put("size", content.length);
    }

    private ObjectNode keep(String mediaType, Path file) throws IOException {
        MessageDigest hash = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String digest = "sha256:" + HexFormat.of().formatHex(hash.digest());
        long size = Files.size(file);
        Files.move(file, blob(digest));
        return JSON.createObjectNode().put("mediaType", mediaType).put("digest", digest).put("size", size);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
