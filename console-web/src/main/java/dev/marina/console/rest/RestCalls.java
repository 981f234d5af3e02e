package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.login.Person;
import dev.marina.console.settings.ConsoleConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Calls of the REST API; what it refuses is thrown as [Refused].
public final class RestCalls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500;
    private static final int MESSAGE_BYTES = 64 * 1024;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3)).build();
    private final ConsoleConfig config;

    public RestCalls(ConsoleConfig config) {
        this.config = config;
    }

    /// In the name of nobody yet.
    ///
    /// @param address the browser's, which such requests are counted by
    HttpRequest.Builder of(String address, String path) {
        return request(path).header("Marina-Forwarded-For", address).header("Marina-Console-Secret", config.clientSecret());
    }

    /// What the answer shows where the installation sends no mail.
    static Optional<String> link(String answer) {
        return Optional.of(json(answer).path("link").asText()).filter(link -> !link.isEmpty());
    }

    HttpRequest.Builder as(Person person, String path) {
        return request(path).header("Authorization", "Bearer " + person.bearer());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(config.restUrl() + path)).timeout(Duration.ofSeconds(30)).header("Content-Type", "application/json");
    }

    /// @param tag of what was read; empty where the answer has none
    record Answer(String body, String tag) {}

    String send(HttpRequest.Builder builder) {
        return answer(builder).body();
    }

    Answer answer(HttpRequest.Builder builder) {
        try {
            HttpResponse<String> answer = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw refused(answer, answer.body());
            }
            return new Answer(answer.body(), answer.headers().firstValue("ETag").orElse(""));
        } catch (IOException e) {
            throw new Refused(503, "The REST API does not answer", Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(503, "interrupted", Map.of());
        }
    }

    /// What comes, as it comes; the caller closes it.
    InputStream stream(HttpRequest.Builder builder) {
        try {
            HttpResponse<InputStream> answer = http.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() >= 300) {
                try (InputStream body = answer.body()) {
                    throw refused(answer, new String(body.readNBytes(MESSAGE_BYTES), StandardCharsets.UTF_8));
                }
            }
            return answer.body();
        } catch (IOException e) {
            throw new Refused(503, "The REST API does not answer", Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(503, "interrupted", Map.of());
        }
    }

    private static Refused refused(HttpResponse<?> answer, String body) throws IOException {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return type.contains("json")
                ? Refused.of(answer.statusCode(), JSON.readTree(body))
                : new Refused(answer.statusCode(), "status " + answer.statusCode(), Map.of());
    }

    /// A whole list, page by page.
    <T> List<T> items(Person person, String path, Function<JsonNode, T> item) {
        List<T> items = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = json(send(as(person, path + "?limit=" + PAGE + next).GET()));
            page.path("items").forEach(one -> items.add(item.apply(one)));
            next = page.has("continue") ? "&continue=" + encoded(page.path("continue").asText()) : "";
        } while (!next.isEmpty());
        return items;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new Refused(502, "The REST API's answer is not JSON", Map.of());
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// A list as CSV, all of its pages, with one line of names.
    ///
    /// @param page rows that are asked for at once
    String csv(Person person, String path, int page) {
        StringBuilder all = new StringBuilder();
        String some = csv(person, path + "?limit=" + page);
        for (int from = page; !rows(some).isEmpty(); from += page) {
            all.append(all.isEmpty() ? some : rows(some));
            some = csv(person, path + "?limit=%d&continue=%d".formatted(page, from));
        }
        return all.isEmpty() ? some : all.toString();
    }

    private String csv(Person person, String path) {
        return send(as(person, path).setHeader("Accept", "text/csv").GET());
    }

    private static String rows(String csv) {
        return csv.substring(csv.indexOf('\n') + 1);
    }
}
