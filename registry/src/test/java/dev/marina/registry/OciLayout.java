package dev.marina.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// An image as a directory, such as `skopeo` reads with `oci:`. https://github.com/opencontainers/image-spec/blob/main/image-layout.md
record OciLayout(Path directory, String digest) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param layers sizes of layers of noise
    /// @param seed another seed, another image
    static OciLayout of(Path directory, long seed, List<Integer> layers) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
        Random random = new Random(seed);
        ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.manifest.v1+json");
        ObjectNode config = JSON.createObjectNode().put("architecture", "amd64").put("os", "linux");
        config.putObject("config");
        var ids = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        var descriptors = JSON.createArrayNode();
        for (int size : layers) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            ids.add(Digest.of(content).toString());
            byte[] zipped = gzip(content);
            descriptors.add(descriptor(blobs, "application/vnd.oci.image.layer.v1.tar+gzip", zipped));
        }
        manifest.set("config", descriptor(blobs, "application/vnd.oci.image.config.v1+json", JSON.writeValueAsBytes(config)));
        manifest.set("layers", descriptors);
        ObjectNode described = descriptor(blobs, "application/vnd.oci.image.manifest.v1+json", JSON.writeValueAsBytes(manifest));
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
        ObjectNode entry = described.deepCopy();
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", "1");
        index.putArray("manifests").add(entry);
        Files.write(directory.resolve("index.json"), JSON.writeValueAsBytes(index));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        return new OciLayout(directory, described.get("digest").asText());
    }

    private static ObjectNode descriptor(Path blobs, String mediaType, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Files.write(blobs.resolve(digest.hex()), content);
        return JSON.createObjectNode().put("mediaType", mediaType).put("digest", digest.toString()).put("size", content.length);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(content);
        }
        return out.toByteArray();
    }

    /// As `skopeo` names it.
    String source() {
        return "oci:%s:1".formatted(directory);
    }
}
