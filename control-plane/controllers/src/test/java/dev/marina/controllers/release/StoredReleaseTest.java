package dev.marina.controllers.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class StoredReleaseTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Document document(String json) {
        return Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Application application() {
        Application application = new Application();
        application.setMetadata(new ObjectMetaBuilder().withName("shop").withNamespace("team").withUid("u").build());
        return application;
    }

    private static StoredRelease release(String data) {
        ObjectNode chart = document("{'apiVersion':'v2','name':'web','version':'1.2.3'}").root();
        return new StoredRelease(chart, document("{'color':'blue'}").root(), document("{'git':{'url':'https://a.b/c'}}").root(), List.of(
                document("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'k':'%s'}}".formatted(data)),
                document("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'h','annotations':{'helm.sh/hook':'pre-install'}}}")));
    }

    @Test
    void itIsReadAsItWasWritten() throws IOException {
        StoredRelease written = release("line\\nline");
        StoredRelease read = StoredRelease.of(written.of(application(), 3, "deployed", NOW));

        assertEquals(written.digest(), read.digest());
        assertEquals("web-1.2.3", read.title());
        assertEquals(1, read.manifests().size());
        assertEquals("h", read.hooks("pre-install").getFirst().object().name());
        assertNotEquals(written.digest(), release("other").digest());
    }

    /// The form of helm.sh/helm/v3 pkg/storage/driver/secrets.go
    @Test
    void helmFindsItAmongItsReleases() throws IOException {
        Secret secret = release("b").of(application(), 3, "deployed", NOW);
        byte[] packed = Base64.getDecoder().decode(Base64.getDecoder().decode(secret.getData().get("release")));
        JsonNode helms = Document.mapper().readTree(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes());

        assertEquals("sh.helm.release.v1.shop.v3", secret.getMetadata().getName());
        assertEquals("helm.sh/release.v1", secret.getType());
        assertEquals(List.of("helm", "shop", "deployed", "3"), List.of("owner", "name", "status", "version").stream().map(secret.getMetadata().getLabels()::get)
                .toList());
        assertEquals("1.2.3", helms.at("/chart/metadata/version").asText());
        assertEquals("deployed", helms.at("/info/status").asText());
        assertEquals("blue", helms.at("/config/color").asText());
        assertEquals("pre-install", helms.at("/hooks/0/events/0").asText());
        assertFalse(helms.path("manifest").asText().contains("helm.sh/hook"));
    }

    @Test
    void aSecretOfSomebodyElsesIsNone() {
        Secret secret = release("b").of(application(), 3, "deployed", NOW);
        secret.setData(Map.of("release", "aGVsbG8="));

        assertThrows(IOException.class, () -> StoredRelease.of(secret));
    }
}
