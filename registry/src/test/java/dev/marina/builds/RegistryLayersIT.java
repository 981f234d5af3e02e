package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.registry.RunningRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers of builds in the registry itself, of two tenants.
class RegistryLayersIT {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path directory;
    private RunningRegistry registry;

    @BeforeEach
    void start() throws Exception {
        registry = new RunningRegistry(Files.createDirectories(directory.resolve("registry")));
    }

    @AfterEach
    void end() throws Exception {
        registry.close();
    }

    private RegistryLayers layers(String tenant, Duration later, Map<String, String> more) throws Exception {
        Path work = Files.createTempDirectory(directory, tenant);
        Map<String, String> environment = new HashMap<>(Map.of("BUILD_IMAGE", registry.name() + "/" + tenant + "/app", "BUILD_TAG", "b1", "BUILD_USER", tenant,
                "BUILD_TOKEN_FILE", Files.writeString(work.resolve("token"), "x").toString(), "BUILD_TLS_VERIFY", "false", "BUILD_WORK", work.toString()));
        environment.putAll(more);
        BuildOrder order = BuildOrder.of(environment);
        return RegistryLayers.open(new Skopeo(order), order, Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    private RegistryLayers layers(String tenant, Duration later) throws Exception {
        return layers(tenant, later, Map.of());
    }

    private static LayerKey key(int number) {
        return LayerKey.start(List.of(Integer.toString(number)));
    }

    private Optional<PackedLayer> noise(int seed, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return Optional.of(PackedLayer.of(Files.write(Files.createTempDirectory(directory, "noise").resolve("layer"), content), "RUN noise"));
    }

    private Optional<String> fetched(RegistryLayers layers, LayerKey key) throws Exception {
        Optional<OciImage> image = layers.fetch(key, Files.createTempDirectory(directory, "fetched").resolve("image"));
        return image.isEmpty() ? Optional.empty() : Optional.of(image.get().packed().orElseThrow().stream().map(PackedLayer::diffId).toList().toString());
    }

    private long tags(String tenant) throws Exception {
        JsonNode images = new ObjectMapper().readTree(registry.control("GET", tenant).body()).path("items");
        return images.valueStream().filter(image -> image.path("name").asText().equals(RegistryLayers.REPOSITORY)).mapToLong(image -> image.path("tags").size())
                .sum();
    }

    @Test
    void whatOneBuildKeepsTheNextOneFinds() throws Exception {
        Optional<PackedLayer> layer = noise(1, 50_000);
        RegistryLayers first = layers("acme", Duration.ZERO);

        assertFalse(first.has(key(1)));
        assertTrue(first.keep(key(1), layer));
        assertTrue(first.keep(key(2), Optional.empty()), "that nothing was changed is worth knowing too");

        RegistryLayers second = layers("acme", Duration.ofHours(1));
        assertTrue(second.has(key(1)) && second.has(key(2)) && !second.has(key(3)));
        assertEquals(Optional.of(List.of(layer.get().diffId()).toString()), fetched(second, key(1)));
        assertEquals(Optional.of("[]"), fetched(second, key(2)));
        assertFalse(layers("acme", LayerShelf.LONGEST.plusHours(1)).has(key(1)), "what is too old is made again");
        assertFalse(layers("acme", Duration.ZERO, Map.of("BUILD_FRESH", "true")).has(key(1)));
    }

    /// The same key is the same for everybody who knows the Dockerfile: what keeps tenants apart is the registry.
    @Test
    void anotherTenantFindsNothingAndLaysNothing() throws Exception {
        assertTrue(layers("acme", Duration.ZERO).keep(key(1), noise(1, 1000)));

        assertFalse(layers("globex", Duration.ZERO).has(key(1)));
        assertTrue(layers("globex", Duration.ZERO).keep(key(1), noise(666, 1000)));
        assertEquals(Optional.of(List.of(noise(1, 1000).get().diffId()).toString()), fetched(layers("acme", Duration.ZERO), key(1)));
        // A builder that has been talked into another tenant's place is still itself at the registry.
        RegistryLayers planted = layers("acme", Duration.ZERO, Map.of("BUILD_USER", "globex"));
        assertFalse(planted.has(key(1)));
        assertFalse(planted.keep(key(3), noise(666, 1000)));
        assertEquals(1, tags("acme"));
    }

    @Test
    void whatIsGoneMeanwhileIsMadeAgain() throws Exception {
        assertTrue(layers("acme", Duration.ZERO).keep(key(1), noise(1, 1000)));
        RegistryLayers layers = layers("acme", Duration.ZERO);

        assertTrue(layers("acme", Duration.ZERO).clear());

        assertTrue(layers.has(key(1)));
        assertEquals(Optional.empty(), fetched(layers, key(1)));
        assertEquals(0, tags("acme"));
        assertFalse(layers("acme", Duration.ZERO).clear());
    }

    @Test
    void whereTheTenantHasNoRoomLeftNothingIsKeptAndNothingFails() throws Exception {
        registry.limit(100_000);
        RegistryLayers layers = layers("acme", Duration.ZERO);

        assertFalse(layers.keep(key(1), noise(1, 200_000)));
        assertFalse(layers("acme", Duration.ZERO).has(key(1)));
    }

    @Test
    void twoLayersOfTheSameContentGoApart() throws Exception {
        RegistryLayers layers = layers("acme", Duration.ZERO);
        assertTrue(layers.keep(key(1), noise(1, 1000)));
        assertTrue(layers("acme", LayerShelf.LONGEST.minusHours(1)).keep(key(2), noise(1, 1000)));

        // The first one has become too old and makes room.
        assertTrue(layers("acme", LayerShelf.LONGEST.plusHours(1)).keep(key(3), noise(3, 1000)));

        RegistryLayers later = layers("acme", LayerShelf.LONGEST.plusHours(1));
        assertFalse(later.has(key(1)));
        assertTrue(fetched(later, key(2)).isPresent());
        assertEquals(2, tags("acme"));
    }
}
