package dev.marina.tenancy.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;

/// Calls the REST API under test.
record Rest(URI base) {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Answer call(String method, String path, String token, String body, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Described.by(base, HTTP).hold(method, path, answer);
        return new Answer(answer);
    }

    Answer get(String path, String token) throws IOException, InterruptedException {
        return call("GET", path, token, "", Map.of());
    }

    Answer post(String path, String token, String body) throws IOException, InterruptedException {
        return call("POST", path, token, body, Map.of());
    }

    /// Asks, and follows the link that this installation shows because it sends no mail.
    Answer signUp(String tenant, String email, String password) throws IOException, InterruptedException {
        Answer asked = ask(tenant, email);
        return asked.status() == 202 ? confirm(asked, password) : asked;
    }

    /// Each from an address of its own, so that the rate does not matter.
    Answer ask(String tenant, String email) throws IOException, InterruptedException {
        return call("POST", "v1/signup", "", "{\"tenant\":\"%s\",\"email\":\"%s\"}".formatted(tenant, email), anywhere());
    }

    Answer confirm(Answer asked, String password) throws IOException, InterruptedException {
        return call("POST", "v1/signup/confirm", "", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(asked.token(), password), anywhere());
    }

    static Map<String, String> anywhere() {
        return from("198.51.%d.%d".formatted(Math.floorMod(System.nanoTime() >> 10, 250), Math.floorMod(System.nanoTime(), 250)));
    }

    /// Invites somebody new and accepts in their name.
    void join(String tenant, String owner, String email, String role, String password) throws IOException, InterruptedException {
        Answer invited = post("v1/tenants/%s/invitations".formatted(tenant), owner, "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role));
        Answer accepted = call("POST", "v1/invitations/accept", "", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(invited.token(), password), anywhere());
        if (accepted.status() != 200) {
            throw new AssertionError(invited + " then " + accepted);
        }
    }

    static Map<String, String> from(String address) {
        return Map.of("Marina-Forwarded-For", address, "Marina-Console-Secret", "console");
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String type() {
            return response.headers().firstValue("Content-Type").orElse("");
        }

        /// Of the link that the answer shows.
        String token() throws IOException {
            return json().path("link").asText().replaceAll(".*token=", "");
        }

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(response.body());
        }

        String tag() {
            return response.headers().firstValue("ETag").orElse("none");
        }

        boolean problem(int status) {
            return status() == status && type().startsWith("application/problem+json");
        }

        @Override
        public String toString() {
            return status() + " " + type() + " " + body();
        }
    }
}
