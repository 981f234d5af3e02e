package dev.marina.launcher.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Json;

/// As much of kubectl as applying a few manifests takes, so that the demo needs no kubectl.
final class KubernetesClient {
    private final String server;
    private final HttpClient http;
    private final Map<String, JsonNode> discovered = new HashMap<>();

    KubernetesClient(Kubeconfig config) {
        this.server = config.server();
        this.http = HttpClient.newBuilder().sslContext(config.tls()).connectTimeout(Duration.ofSeconds(5)).build();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return Json.JSON.readTree(expect(send("GET", path, null, ""), path));
    }

    /// Creates the object, or merges it into what is there. Says which.
    String apply(JsonNode object) throws IOException, InterruptedException {
        String name = object.path("metadata").path("name").asText();
        String namespace = object.path("metadata").path("namespace").asText("default");
        JsonNode resource = resource(object.path("apiVersion").asText(), object.path("kind").asText());
        String collection = groupPath(object.path("apiVersion").asText()) + (resource.path("namespaced").asBoolean() ? "/namespaces/" + namespace : "")
                + "/" + resource.path("name").asText();
        String shown = resource.path("name").asText() + "/" + name;
        HttpResponse<String> found = send("GET", collection + "/" + name, null, "");
        if (found.statusCode() == 404) {
            expect(send("POST", collection, object.toString(), "application/json"), shown);
            return shown + " created";
        }
        expect(found, shown);
        expect(send("PATCH", collection + "/" + name, object.toString(), "application/merge-patch+json"), shown);
        return shown + " configured";
    }

    private JsonNode resource(String apiVersion, String kind) throws IOException, InterruptedException {
        String path = groupPath(apiVersion);
        if (!discovered.containsKey(path)) {
            discovered.put(path, get(path));
        }
        for (JsonNode resource : discovered.get(path).path("resources")) {
            if (resource.path("kind").asText().equals(kind) && !resource.path("name").asText().contains("/")) {
                return resource;
            }
        }
        throw new IOException("the cluster serves no %s of %s".formatted(kind, apiVersion));
    }

    private static String groupPath(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }

    private HttpResponse<String> send(String method, String path, String body, String contentType) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(30)).header("Accept", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", contentType);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String expect(HttpResponse<String> response, String what) throws IOException {
        if (response.statusCode() >= 300) {
            throw new IOException("%s: the cluster answers %d %s".formatted(what, response.statusCode(), response.body().strip()));
        }
        return response.body();
    }
}
