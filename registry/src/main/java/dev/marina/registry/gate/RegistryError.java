package dev.marina.registry.gate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/// Why a request is refused, as clients of registries read it.
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
record RegistryError(int status, String code, String message) {

    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] body() {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("errors").addObject().put("code", code).put("message", message);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    static RegistryError unknown() {
        return new RegistryError(404, "UNSUPPORTED", "the registry has nothing of this kind; names are <tenant>/<image>");
    }

    static RegistryError unauthorized() {
        return new RegistryError(401, "UNAUTHORIZED", "authentication required");
    }

    static RegistryError denied() {
        return new RegistryError(401, "DENIED", "requested access to the resource is denied");
    }

    static RegistryError busy() {
        return new RegistryError(429, "TOOMANYREQUESTS", "too many requests of this tenant at once; try again");
    }

    static RegistryError unavailable() {
        return new RegistryError(503, "UNAVAILABLE", "the registry does not answer; try again");
    }

    static RegistryError manifestTooLarge(int most) {
        return new RegistryError(413, "MANIFEST_INVALID", "a manifest has at most %d bytes".formatted(most));
    }

    static RegistryError gone(String tenant) {
        return new RegistryError(403, "DENIED", "tenant %s has been deleted".formatted(tenant));
    }
}
