package dev.marina.launcher.instance;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// Passwords between our own processes, made once, in a file that only its owner reads.
public record Secrets(Map<String, String> values) {
    public enum Secret {
        DATABASE, KEYCLOAK_ADMIN, CONSOLE_CLIENT, TENANCY_CLIENT, TOKEN_CLIENT, DEMO_OWNER, OPERATOR, REGISTRY, REGISTRY_CONTROL;

        String key() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public Secrets {
        values = Map.copyOf(values);
    }

    static Secrets loadOrMake(Layout layout) {
        Map<String, String> kept = Files.exists(layout.secretsFile()) ? Json.read(layout.secretsFile(), new TypeReference<>() {}) : Map.of();
        Map<String, String> values = new TreeMap<>(kept);
        for (Secret secret : Secret.values()) {
            values.computeIfAbsent(secret.key(), _ -> random());
        }
        if (!values.equals(kept)) {
            Json.writeJson(layout.secretsFile(), values);
        }
        return new Secrets(values);
    }

    private static String random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public String of(Secret secret) {
        return values.get(secret.key());
    }

    @Override
    public String toString() {
        return "***";
    }
}
