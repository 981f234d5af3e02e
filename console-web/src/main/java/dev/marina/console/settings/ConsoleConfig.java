package dev.marina.console.settings;

import java.nio.file.Path;
import java.util.Map;

/// Settings of the console, from the environment. `docs/settings-payara.md` lists them.
///
/// @param consoleUrl as browsers name it
/// @param restUrl the REST API, in the same server, on loopback
/// @param issuer the realm's public URL, to which browsers are sent
/// @param keycloakUrl where this process reaches Keycloak
public record ConsoleConfig(String publicHost, int apiPort, String consoleUrl, String restUrl, String issuer, String keycloakUrl, String clientSecret,
        Path home) {

    public static ConsoleConfig from(Map<String, String> environment) {
        return new ConsoleConfig(
                environment.getOrDefault("MARINA_PUBLIC_HOST", "localhost"),
                number(environment, "MARINA_API_PORT", 6443),
                environment.getOrDefault("MARINA_CONSOLE_URL", "https://localhost:8080"),
                require(environment, "MARINA_REST_URL"),
                require(environment, "MARINA_OIDC_ISSUER"),
                require(environment, "MARINA_KEYCLOAK_INTERNAL_URL"),
                require(environment, "MARINA_CONSOLE_CLIENT_SECRET"),
                Path.of(environment.getOrDefault("MARINA_HOME", ".marina")));
    }

    private static String require(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("%s is not set".formatted(name));
        }
        return value;
    }

    private static int number(Map<String, String> environment, String name, int otherwise) {
        String value = environment.getOrDefault(name, Integer.toString(otherwise));
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is %s; it must be a number".formatted(name, value), e);
        }
    }

    public String clusterUrl(String tenant, String cluster) {
        return "https://%s:%d/clusters/%s/%s".formatted(publicHost, apiPort, tenant, cluster);
    }

    public String internalRealm() {
        return keycloakUrl + "/realms/marina";
    }

    /// Certificate of the CA that signed the API's certificate.
    public Path ca() {
        return home.resolve("pki/ca.pem");
    }

    @Override
    public String toString() {
        return "publicHost=%s apiPort=%d consoleUrl=%s restUrl=%s issuer=%s keycloakUrl=%s clientSecret=*** home=%s"
                .formatted(publicHost, apiPort, consoleUrl, restUrl, issuer, keycloakUrl, home);
    }
}
