package dev.marina.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/// A revision of a release as Helm keeps it in the Secret `sh.helm.release.v1.<name>.v<revision>`. pkg/storage/driver/util.go
///
/// @param metadata of its chart
/// @param config the values that somebody gave
/// @param manifest what was made of both
record StoredRelease(JsonNode metadata, JsonNode config, String manifest) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 64 << 20;

    /// @param data of the Secret's key `release`
    static StoredRelease of(String data) throws IOException {
        byte[] packed = Base64.getDecoder().decode(Base64.getDecoder().decode(data.strip()));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] text = in.readNBytes(MOST + 1);
            if (text.length > MOST) {
                throw new IOException("the stored release is larger than %d bytes".formatted(MOST));
            }
            JsonNode release = JSON.readTree(text);
            return new StoredRelease(release.path("chart").path("metadata"), release.path("config"), release.path("manifest").asText());
        }
    }

    /// A chart of the same name and version whose only template is what was made then, as it is.
    Path asChart(Path directory) throws IOException {
        Path templates = Files.createDirectories(directory.resolve(metadata.path("name").asText()).resolve("templates"));
        ObjectNode about = metadata.deepCopy();
        about.remove("dependencies");
        // JSON is YAML
        Files.writeString(templates.resolveSibling("Chart.yaml"), about.toString());
        Files.writeString(templates.resolve("release.yaml"), manifest.replace("{{", "{{ \"{{\" }}"));
        return templates.getParent();
    }

    Path values(Path directory) throws IOException {
        return Files.write(directory.resolve("values.json"), (config.isObject() ? config.toString() : "{}").getBytes(StandardCharsets.UTF_8));
    }
}
