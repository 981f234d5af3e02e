package dev.marina.tenancy.identity;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/// Exchanges e-mail and password for Keycloak's token, as client `marina-token`.
public final class PasswordGrant {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    private final Settings settings;
    private final KeycloakCalls calls;

    public PasswordGrant(Settings settings, KeycloakCalls calls) {
        this.settings = settings;
        this.calls = calls;
    }

    public Token exchange(String email, String password) {
        // Also while brute-force detection blocks the account: who guesses does not learn which.
        return granted(email, password).orElseThrow(() -> new ProblemException(new Problem.Unauthenticated("E-mail address or password is wrong")));
    }

    /// Whose address and password these are. Keycloak itself says it, so its token is not examined.
    public String subject(String email, String password) {
        String claims = exchange(email, password).accessToken().split("\\.")[1];
        try (var reader = Json.createReader(new StringReader(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8)))) {
            return reader.readObject().getString("sub");
        }
    }

    /// Whether there would be a token.
    boolean accepts(String email, String password) {
        return granted(email, password).isPresent();
    }

    private Optional<Token> granted(String email, String password) {
        HttpResponse<String> answer = post(Map.of("grant_type", "password", "client_id", "marina-token", "client_secret", settings.tokenSecret(),
                "scope", "openid", "username", email, "password", password));
        if ((answer.statusCode() == 401 || answer.statusCode() == 400) && error(answer.body()).equals("invalid_grant")) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            // A wrong secret of this client's too: nothing is wrong with the password.
            throw ProblemException.unavailable("Keycloak", new IOException("status %d %s".formatted(answer.statusCode(), error(answer.body()))));
        }
        try (var reader = Json.createReader(new StringReader(answer.body()))) {
            JsonObject body = reader.readObject();
            return Optional.of(new Token(body.getString("access_token"), body.getInt("expires_in")));
        }
    }

    private static String error(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            return reader.readObject().getString("error", "");
        } catch (JsonException _) {
            return "";
        }
    }

    private HttpResponse<String> post(Map<String, String> form) {
        String body = form.entrySet().stream().map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.keycloakUrl() + "/realms/marina/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(15)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            return calls.ask(() -> send(request));
        } catch (FaultToleranceException e) {
            throw ProblemException.unavailable("Keycloak", e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw ProblemException.unavailable("Keycloak", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("Keycloak", e);
        }
    }

    public record Token(String accessToken, int expiresInSeconds) {}
}
