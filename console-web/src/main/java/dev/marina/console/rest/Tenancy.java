package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import dev.marina.console.settings.ConsoleConfig;
import java.io.IOException;
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

/// The REST API, called as the person who is logged in.
public final class Tenancy {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3)).build();
    private final ConsoleConfig config;

    public Tenancy(ConsoleConfig config) {
        this.config = config;
    }

    /// @param address the browser's, which the sign-ups are counted by
    public void signUp(String tenant, String email, String password, String address) {
        ObjectNode body = JSON.createObjectNode().put("tenant", tenant).put("email", email).put("password", password);
        send(request("/signup").header("Marina-Forwarded-For", address).header("Marina-Console-Secret", config.clientSecret())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public List<TenantRole> tenants(Person person) {
        List<TenantRole> tenants = new ArrayList<>();
        json(send(as(person, "/tenants").GET())).path("items")
                .forEach(one -> tenants.add(new TenantRole(one.path("name").asText(), one.path("role").asText())));
        return tenants;
    }

    public List<ClusterCard> clusters(Person person, String tenant) {
        List<ClusterCard> clusters = new ArrayList<>();
        json(send(as(person, "/tenants/%s/clusters".formatted(encoded(tenant))).GET())).path("items")
                .forEach(one -> clusters.add(ClusterCard.of(tenant, one)));
        return clusters;
    }

    public List<QuotaLine> quota(Person person, String tenant) {
        return QuotaLine.of(json(send(as(person, "/tenants/%s/quota".formatted(encoded(tenant))).GET())));
    }

    public void createCluster(Person person, String tenant, String name, int nodes) {
        ObjectNode body = JSON.createObjectNode().put("name", name).put("nodes", nodes);
        send(as(person, "/tenants/%s/clusters".formatted(encoded(tenant))).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public void deleteCluster(Person person, String tenant, String name) {
        send(as(person, "/tenants/%s/clusters/%s".formatted(encoded(tenant), encoded(name))).DELETE());
    }

    public String kubeconfig(Person person, String tenant, String cluster) {
        return send(as(person, "/tenants/%s/clusters/%s/kubeconfig".formatted(encoded(tenant), encoded(cluster))).GET());
    }

    public List<Member> members(Person person, String tenant) {
        List<Member> members = new ArrayList<>();
        json(send(as(person, members(tenant)).GET())).path("items").forEach(one ->
                members.add(new Member(one.path("email").asText(), one.path("role").asText(), one.path("since").asText())));
        return members;
    }

    /// @param password for a person who has no account yet; empty for one who has
    public void addMember(Person person, String tenant, String email, String role, String password) {
        ObjectNode body = JSON.createObjectNode().put("email", email).put("role", role);
        if (!password.isEmpty()) {
            body.put("password", password);
        }
        send(as(person, members(tenant)).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public void changeMember(Person person, String tenant, String email, String role) {
        String body = JSON.createObjectNode().put("role", role).toString();
        send(as(person, members(tenant) + "/" + encoded(email)).method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    public void removeMember(Person person, String tenant, String email) {
        send(as(person, members(tenant) + "/" + encoded(email)).DELETE());
    }

    private static String members(String tenant) {
        return "/tenants/%s/members".formatted(encoded(tenant));
    }

    private HttpRequest.Builder as(Person person, String path) {
        return request(path).header("Authorization", "Bearer " + person.bearer());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(config.restUrl() + path)).timeout(Duration.ofSeconds(30)).header("Content-Type", "application/json");
    }

    private String send(HttpRequest.Builder builder) {
        try {
            HttpResponse<String> answer = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw refused(answer);
            }
            return answer.body();
        } catch (IOException e) {
            throw new Refused(503, "The REST API does not answer", Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(503, "interrupted", Map.of());
        }
    }

    private static Refused refused(HttpResponse<String> answer) throws IOException {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return type.contains("json") ? Refused.of(answer.statusCode(), JSON.readTree(answer.body()))
                : new Refused(answer.statusCode(), "status " + answer.statusCode(), Map.of());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new Refused(502, "The REST API's answer is not JSON", Map.of());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public record Member(String email, String role, String since) {}

    public record TenantRole(String tenant, String role) {
        public boolean owner() {
            return role.equals("owner");
        }
    }
}
