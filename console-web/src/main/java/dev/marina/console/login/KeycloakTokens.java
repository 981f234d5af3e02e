package dev.marina.console.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.settings.ConsoleConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The realm's endpoints, as the client `marina-console`.
public final class KeycloakTokens {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3)).build();
    private final ConsoleConfig config;

    public KeycloakTokens(ConsoleConfig config) {
        this.config = config;
    }

    Grant exchange(String code, String verifier, String redirect) throws IOException {
        return post(Map.of("grant_type", "authorization_code", "code", code, "code_verifier", verifier, "redirect_uri", redirect));
    }

    /// With a password that was chosen a moment ago.
    Grant grant(String email, String password) throws IOException {
        return post(Map.of("grant_type", "password", "scope", LoginRequest.SCOPE, "username", email, "password", password));
    }

    Grant renew(String refreshToken) throws IOException {
        return post(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /// Ends the login that the token belongs to. Succeeds where it has ended before.
    void end(String refreshToken) throws IOException {
        HttpResponse<String> answer = post("logout", Map.of("refresh_token", refreshToken));
        if (answer.statusCode() >= 300 && answer.statusCode() != 400) {
            throw new IOException("Keycloak answered " + answer.statusCode());
        }
    }

    /// The keys by which the realm signs.
    String keySet() throws IOException {
        HttpResponse<String> answer = send(request("certs").GET().build());
        if (answer.statusCode() != 200) {
            throw new IOException("Keycloak answered " + answer.statusCode());
        }
        return answer.body();
    }

    private Grant post(Map<String, String> fields) throws IOException {
        HttpResponse<String> answer = post("token", fields);
        return switch (answer.statusCode()) {
            case 200 -> granted(JSON.readTree(answer.body()));
            case 400, 401 -> refused(answer);
            default -> throw new IOException("Keycloak answered " + answer.statusCode());
        };
    }

    private HttpResponse<String> post(String endpoint, Map<String, String> fields) throws IOException {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("client_id", LoginRequest.CLIENT);
        form.put("client_secret", config.clientSecret());
        String body = form.entrySet().stream().map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(endpoint).header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String endpoint) {
        return HttpRequest.newBuilder(URI.create(config.internalRealm() + "/protocol/openid-connect/" + endpoint)).timeout(Duration.ofSeconds(15));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Grant refused(HttpResponse<String> answer) throws IOException {
        JsonNode body = JSON.readTree(answer.body());
        return new Grant.Refused("%d %s: %s".formatted(answer.statusCode(), body.path("error").asText(), body.path("error_description").asText()));
    }

    private static Grant granted(JsonNode body) {
        return new Grant.Granted(body.path("access_token").asText(), body.path("refresh_token").asText(), body.path("id_token").asText(),
                Duration.ofSeconds(body.path("expires_in").asLong()));
    }

    /// What Keycloak says. No answer at all is an IOException: it does not mean that the login is over.
    sealed interface Grant {
        record Granted(String access, String refresh, String id, Duration life) implements Grant {}

        /// @param why in Keycloak's own words, which repeat nothing that it was sent
        record Refused(String why) implements Grant {}
    }
}
