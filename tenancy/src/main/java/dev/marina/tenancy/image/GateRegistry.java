package dev.marina.tenancy.image;

import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.RegistrySettings;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The registry through its gate on loopback.
public final class GateRegistry implements ImageRegistry {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int GONE = 204;
    private static final int NOT_FOUND = 404;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    private final RegistrySettings settings;

    public GateRegistry(RegistrySettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Image> list(String tenant, String after, int most) {
        JsonObject answer = read(tenant, "?most=%d&after=%s".formatted(most, encoded(after)));
        return answer.getJsonArray("items").stream().map(JsonValue::asJsonObject).map(GateRegistry::image).toList();
    }

    private static Image image(JsonObject item) {
        return new Image(item.getString("name"), item.getJsonNumber("sizeBytes").longValue(), item.getInt("untagged"),
                item.getJsonArray("tags").stream().map(JsonValue::asJsonObject).map(tag -> new ImageTag(tag.getString("name"), tag.getString("digest"),
                        tag.getJsonNumber("sizeBytes").longValue(), Instant.parse(tag.getString("pushed")))).toList());
    }

    @Override
    public long usedBytes(String tenant) {
        return read(tenant, "?use").getJsonNumber("bytes").longValue();
    }

    @Override
    public boolean remove(String tenant, String image) {
        return remove(tenant, "?image=" + encoded(image), NOT_FOUND);
    }

    @Override
    public boolean removeTag(String tenant, String image, String tag) {
        return remove(tenant, "?image=%s&tag=%s".formatted(encoded(image), encoded(tag)), NOT_FOUND);
    }

    @Override
    public boolean removeUntagged(String tenant, String image) {
        return remove(tenant, "?image=%s&untagged".formatted(encoded(image)), NOT_FOUND);
    }

    @Override
    public void removeTenant(UUID id, String tenant) {
        remove(tenant, "?id=" + id, GONE);
    }

    private JsonObject read(String tenant, String query) {
        HttpResponse<String> answer = send(request(tenant, query).GET().build(), OK, OK);
        try (var reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    private boolean remove(String tenant, String query, int orElse) {
        return send(request(tenant, query).DELETE().build(), GONE, orElse).statusCode() == GONE;
    }

    private HttpRequest.Builder request(String tenant, String query) {
        return HttpRequest.newBuilder(URI.create(settings.url() + "/control/" + encoded(tenant) + query)).timeout(PATIENCE)
                .header("Marina-Registry-Secret", settings.secret());
    }

    private HttpResponse<String> send(HttpRequest request, int expected, int orElse) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected && answer.statusCode() != orElse) {
                throw new IOException("the registry's gate answers %d".formatted(answer.statusCode()));
            }
            return answer;
        } catch (IOException e) {
            throw ProblemException.unavailable("The registry", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("The registry", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
