package dev.marina.tenancy.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Settings of the REST API, from the environment. `docs/settings-payara.md` lists them.
///
/// @param kubeconfig of the management cluster; the file may appear later
/// @param signupsPerMinute sign-ups that one address may make in a minute; 0 for any number
public record Settings(
        String publicHost, int apiPort, String consoleUrl, String issuer, String keycloakUrl, String tenancySecret, String tokenSecret,
        String consoleSecret, Path kubeconfig, int signupsPerMinute, Duration userCertificateLife) {

    public static Settings from(Map<String, String> environment) {
        Reader read = new Reader(environment, new ArrayList<>());
        Settings settings = new Settings(
                read.text("MARINA_PUBLIC_HOST", "localhost"),
                read.number("MARINA_API_PORT", 6443),
                read.text("MARINA_CONSOLE_URL", "https://localhost:8080"),
                read.text("MARINA_OIDC_ISSUER", null),
                read.text("MARINA_KEYCLOAK_INTERNAL_URL", null),
                read.text("MARINA_TENANCY_CLIENT_SECRET", null),
                read.text("MARINA_TOKEN_CLIENT_SECRET", null),
                read.text("MARINA_CONSOLE_CLIENT_SECRET", null),
                Path.of(read.text("MARINA_TENANCY_KUBECONFIG", read.text("MARINA_HOME", ".marina") + "/pki/tenancy.kubeconfig")),
                read.number("MARINA_SIGNUPS_PER_MINUTE", 60),
                Duration.ofDays(read.number("MARINA_USER_CERTIFICATE_DAYS", 30)));
        if (!read.wrong().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", read.wrong()));
        }
        return settings;
    }

    public Settings {
        if (userCertificateLife != null && !userCertificateLife.isPositive()) {
            throw new IllegalArgumentException("MARINA_USER_CERTIFICATE_DAYS must be at least 1");
        }
        if (signupsPerMinute < 0) {
            throw new IllegalArgumentException("MARINA_SIGNUPS_PER_MINUTE is %d; it must not be negative".formatted(signupsPerMinute));
        }
    }

    public String apiUrl() {
        return "https://%s:%d".formatted(publicHost, apiPort);
    }

    @Override
    public String toString() {
        return "publicHost=%s apiPort=%d consoleUrl=%s issuer=%s keycloakUrl=%s secrets=*** kubeconfig=%s signupsPerMinute=%d userCertificateLife=%s"
                .formatted(publicHost, apiPort, consoleUrl, issuer, keycloakUrl, kubeconfig, signupsPerMinute, userCertificateLife);
    }

    private record Reader(Map<String, String> environment, List<String> wrong) {

        String text(String name, String otherwise) {
            String value = environment.getOrDefault(name, "");
            if (value.isBlank() && otherwise == null) {
                wrong.add("%s is not set".formatted(name));
            }
            return value.isBlank() ? otherwise : value;
        }

        int number(String name, int otherwise) {
            String value = text(name, Integer.toString(otherwise));
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException _) {
                wrong.add("%s is %s; it must be a number".formatted(name, value));
                return otherwise;
            }
        }
    }
}
