package dev.marina.tenancy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Map<String, String> REQUIRED = Map.of("MARINA_OIDC_ISSUER", "http://h:8180/realms/marina",
            "MARINA_KEYCLOAK_INTERNAL_URL", "http://127.0.0.1:8180", "MARINA_TENANCY_CLIENT_SECRET", "s1", "MARINA_TOKEN_CLIENT_SECRET", "s2",
            "MARINA_CONSOLE_CLIENT_SECRET", "s3", "MARINA_HOME", "/m");

    @Test
    void defaultsHold() {
        Settings settings = Settings.from(REQUIRED);

        assertEquals(60, settings.signupsPerMinute());
        assertEquals(30, settings.userCertificateLife().toDays());
        assertEquals(Path.of("/m/pki/tenancy.kubeconfig"), settings.kubeconfig());
        assertEquals("https://localhost:6443", settings.apiUrl());
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        String message = assertThrows(IllegalArgumentException.class, () -> Settings.from(Map.of("MARINA_API_PORT", "many"))).getMessage();

        assertTrue(message.contains("MARINA_OIDC_ISSUER is not set"), message);
        assertTrue(message.contains("MARINA_API_PORT is many; it must be a number"), message);
    }

    @Test
    void secretsAreNotPrinted() {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("MARINA_TENANCY_CLIENT_SECRET", "topsecret");

        assertFalse(Settings.from(environment).toString().contains("topsecret"));
    }
}
