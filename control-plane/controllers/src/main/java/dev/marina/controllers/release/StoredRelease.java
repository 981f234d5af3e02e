package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// What a revision of an application consists of, as it was rendered, in a Secret: there may be passwords in it. A chart's is as Helm keeps its releases, so
/// that `helm list` has it too. helm.sh/helm/v3 pkg/storage/driver/util.go
///
/// @param source what was asked for
record StoredRelease(ObjectNode chart, JsonNode values, JsonNode source, List<Document> objects) {

    private static final String HELM = "helm.sh/release.v1";
    private static final String OURS = "apps.marina.dev/release.v1";
    private static final String KEY = "release";
    private static final String MARINA = "marina";

    static String secret(Application application, boolean chart, long revision) {
        return "%s.%s.v%d".formatted(chart ? "sh.helm.release.v1" : "apps.marina.dev.release", application.getMetadata().getName(), revision);
    }

    boolean isChart() {
        return !chart.isEmpty();
    }

    /// Name and version; "" of a Kustomize folder.
    String title() {
        return isChart() ? "%s-%s".formatted(chart.path("name").asText(), chart.path("version").asText()) : "";
    }

    /// Differs where what was rendered does. A Secret can be written by others; what a status says cannot.
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            objects.stream().map(object -> object.root().toString() + "\n").sorted().forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            digest.update(source.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Manifest> manifests() {
        return objects.stream().filter(object -> !Hook.is(object)).map(Manifest::new).sorted(Manifest.FIRST_NEEDED).toList();
    }

    List<Hook> hooks(String event) {
        return Hook.of(objects, event);
    }

    /// @param status as Helm calls it, such as `deployed`
    Secret of(Application application, long revision, String status, Instant now) {
        String name = application.getMetadata().getName();
        Map<String, String> helms = Map.of("owner", "helm", "name", name, "status", status, "version", Long.toString(revision), "modifiedAt",
                Long.toString(now.getEpochSecond()), Application.LABEL, name);
        return new SecretBuilder().withNewMetadata().withName(secret(application, isChart(), revision)).withNamespace(application.getMetadata().getNamespace())
                .withLabels(isChart() ? helms : Map.of(Application.LABEL, name))
                .withOwnerReferences(Owners.controllerReference(Types.APPLICATIONS, application)).endMetadata()
                .withType(isChart() ? HELM : OURS)
                .withData(Map.of(KEY, Base64.getEncoder().encodeToString(packed(payload(application, revision, status, now).toString())))).build();
    }

    private ObjectNode payload(Application application, long revision, String status, Instant now) {
        ObjectNode release = Document.mapper().createObjectNode().put("name", application.getMetadata().getName())
                .put("namespace", application.getMetadata().getNamespace()).put("version", revision);
        release.putObject("info").put("first_deployed", now.toString()).put("last_deployed", now.toString()).put("deleted", "")
                .put("description", "Applied by the application").put("status", status);
        release.putObject("chart").<ObjectNode>set("metadata", chart).putNull("lock").putNull("values").putNull("schema").putArray("templates");
        release.set("config", values.isObject() ? values : Document.mapper().createObjectNode());
        // JSON is YAML; each object is one line
        release.put("manifest", String.join("", objects.stream().filter(object -> !Hook.is(object)).map(object -> "---\n" + object.root() + "\n").toList()));
        ArrayNode hooks = release.putArray("hooks");
        objects.stream().filter(Hook::is).map(Hook::of).forEach(hook -> {
            ObjectNode one = hooks.addObject().put("name", hook.object().name()).put("kind", hook.object().kind()).put("path", "")
                    .put("manifest", hook.object().root().toString()).put("weight", hook.weight());
            hook.events().stream().sorted().forEach(one.putArray("events")::add);
            hook.policies().stream().sorted().forEach(one.putArray("delete_policies")::add);
        });
        release.putObject(MARINA).set("source", source);
        return release;
    }

    /// @throws IOException where it is not what was written
    static StoredRelease of(Secret secret) throws IOException {
        String data = secret.getData() == null ? "" : secret.getData().getOrDefault(KEY, "");
        try {
            JsonNode release = Document.mapper().readTree(unpacked(Base64.getDecoder().decode(data)));
            List<Document> objects = new ArrayList<>();
            for (String line : lines(release)) {
                objects.add(Document.parse(line.getBytes(StandardCharsets.UTF_8)));
            }
            ObjectNode chart = release.path("chart").path("metadata") instanceof ObjectNode about ? about : Document.mapper().createObjectNode();
            return new StoredRelease(chart, release.path("config"), release.path(MARINA).path("source"), List.copyOf(objects));
        } catch (IllegalArgumentException | Document.MalformedDocument e) {
            throw new IOException("the Secret %s is not what was written".formatted(secret.getMetadata().getName()), e);
        }
    }

    private static List<String> lines(JsonNode release) {
        return Stream.concat(release.path("manifest").asText().lines().filter(line -> line.startsWith("{")),
                release.path("hooks").valueStream().map(hook -> hook.path("manifest").asText())).toList();
    }

    /// The Secret's own Base64 is the second one.
    private static byte[] packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encode(bytes.toByteArray());
    }

    private static byte[] unpacked(byte[] text) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            byte[] plain = in.readNBytes(3 * Rendered.MOST_BYTES + 1);
            if (plain.length > 3 * Rendered.MOST_BYTES) {
                throw new IOException("the stored release is too large");
            }
            return plain;
        }
    }
}
