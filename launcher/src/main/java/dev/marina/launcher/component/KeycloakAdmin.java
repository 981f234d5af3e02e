package dev.marina.launcher.component;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Json;

/// Keycloak's admin API, as its administrator, on loopback.
final class KeycloakAdmin {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

    private final String base;
    private final String token;

    private KeycloakAdmin(String base, String token) {
        this.base = base;
        this.token = token;
    }

    static KeycloakAdmin login(String base, String user, String password) throws IOException, InterruptedException {
        String form = Map.of("grant_type", "password", "client_id", "admin-cli", "username", user, "password", password).entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
        HttpRequest request = request(base + "/realms/master/protocol/openid-connect/token").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build();
        return new KeycloakAdmin(base, Json.JSON.readTree(send(request)).path("access_token").asText());
    }

    /// @param path below `/admin/realms/`
    JsonNode get(String path) throws IOException, InterruptedException {
        return Json.JSON.readTree(send(authorised(path).GET().build()));
    }

    void put(String path, JsonNode body) throws IOException, InterruptedException {
        send(authorised(path).PUT(HttpRequest.BodyPublishers.ofString(body.toString())).build());
    }

    void post(String path, JsonNode body) throws IOException, InterruptedException {
        send(authorised(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())).build());
    }

    private HttpRequest.Builder authorised(String path) {
        return request(base + "/admin/realms/" + path).header("Authorization", "Bearer " + token).header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    "Keycloak answers %d to %s %s: %s".formatted(answer.statusCode(), request.method(), request.uri().getPath(), answer.body().strip()));
        }
        return answer.body();
    }
}
