package dev.marina.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.registry.cache.CachedRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Settings of the gate.
///
/// @param port on loopback, where the front and tenancy ask
/// @param registryPort of `docker-registry`, on loopback
/// @param storage the registry's root directory
/// @param realm where clients get tokens
/// @param service for whom tokens are
/// @param issuer who makes them
/// @param certificate of the key that signs them, in PEM
/// @param controlSecret by which tenancy is known
/// @param cachePort on loopback, where node agents pull images of other registries through; 0 where none is cached
/// @param cacheStorage where those are kept
/// @param cacheBytes that each of them takes at most
/// @param caches those registries
public record RegistryGateConfig(int port, int registryPort, Path storage, String realm, String service, String issuer, Path certificate,
        String controlSecret, int cachePort, Path cacheStorage, long cacheBytes, List<CachedRegistry> caches) {

    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final int SHORTEST_SECRET = 32;
    private static final long LEAST_CACHE = 1 << 20;

    public RegistryGateConfig {
        port("port", port);
        port("registry-port", registryPort);
        require("storage", storage);
        require("realm", realm);
        require("service", service);
        require("issuer", issuer);
        require("certificate", certificate);
        require("control-secret", controlSecret);
        if (controlSecret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("control-secret must have at least %d characters".formatted(SHORTEST_SECRET));
        }
        caches = caches == null ? List.of() : List.copyOf(caches);
        checkCaches(cachePort, cacheStorage, cacheBytes, caches);
    }

    private static void checkCaches(int port, Path storage, long bytes, List<CachedRegistry> caches) {
        if (caches.isEmpty()) {
            return;
        }
        port("cache-port", port);
        require("cache-storage", storage);
        if (bytes < LEAST_CACHE) {
            throw new IllegalArgumentException("cache-bytes is %d; it must be %d at least".formatted(bytes, LEAST_CACHE));
        }
    }

    public static RegistryGateConfig load(Path file) throws IOException {
        try {
            return YAML.readValue(file.toFile(), RegistryGateConfig.class);
        } catch (UnrecognizedPropertyException unknown) {
            throw new IllegalArgumentException("%s: unknown setting %s".formatted(file, unknown.getPropertyName()), unknown);
        }
    }

    private static void port(String setting, int value) {
        if (value < 1 || value > 65535) {
            throw new IllegalArgumentException("%s is %d; it must be a port".formatted(setting, value));
        }
    }

    private static void require(String setting, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("%s is not set".formatted(setting));
        }
    }

    @Override
    public String toString() {
        return "port=%d registryPort=%d storage=%s realm=%s service=%s issuer=%s certificate=%s controlSecret=*** caches=%s".formatted(port, registryPort,
                storage,
                realm, service, issuer, certificate, caches);
    }
}
