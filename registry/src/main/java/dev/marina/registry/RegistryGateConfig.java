package dev.marina.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;

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
public record RegistryGateConfig(int port, int registryPort, Path storage, String realm, String service, String issuer, Path certificate,
        String controlSecret) {

    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final int SHORTEST_SECRET = 32;

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
        return "port=%d registryPort=%d storage=%s realm=%s service=%s issuer=%s certificate=%s controlSecret=***".formatted(port, registryPort, storage,
                realm, service, issuer, certificate);
    }
}
