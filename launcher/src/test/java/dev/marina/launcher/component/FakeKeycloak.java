package dev.marina.launcher.component;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.marina.launcher.Json;

/// As much of Keycloak's admin API as one realm's settings, clients, mappers and roles take, over HTTP, and a list of what was written.
final class FakeKeycloak implements AutoCloseable {
    private static final String ADMIN = "/admin/realms/marina";

    final ObjectNode realm = Json.JSON.createObjectNode().put("realm", "marina");
    final Map<String, ObjectNode> clients = new TreeMap<>();
    final List<String> granted = new ArrayList<>();
    final List<String> writes = new ArrayList<>();
    private final HttpServer server;

    FakeKeycloak() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] answer = answer(exchange, body).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String answer(HttpExchange exchange, String body) throws IOException {
        URI uri = exchange.getRequestURI();
        if (uri.getPath().endsWith("/token")) {
            return body.contains("password=secret") ? "{\"access_token\": \"t\"}" : "{}";
        }
        if (!"Bearer t".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw new IOException("no token");
        }
        String path = uri.getPath().substring(ADMIN.length());
        if (exchange.getRequestMethod().equals("GET")) {
            return read(path, uri.getQuery()).toString();
        }
        writes.add(exchange.getRequestMethod() + " " + path);
        write(path.split("/"), Json.JSON.readTree(body));
        return "";
    }

    private JsonNode read(String path, String query) {
        if (path.isEmpty()) {
            return realm;
        }
        if (path.equals("/clients")) {
            ArrayNode found = Json.JSON.createArrayNode();
            clients.values().stream().filter(client -> query.equals("clientId=" + client.path("clientId").asText())).forEach(found::add);
            return found;
        }
        if (path.endsWith("/service-account-user")) {
            return Json.JSON.createObjectNode().put("id", "account");
        }
        if (path.contains("/role-mappings/")) {
            ArrayNode roles = Json.JSON.createArrayNode();
            granted.forEach(role -> roles.addObject().put("name", role));
            return roles;
        }
        return Json.JSON.createObjectNode().put("name", path.substring(path.lastIndexOf('/') + 1));
    }

    private void write(String[] path, JsonNode body) {
        if (path.length == 1) {
            realm.setAll((ObjectNode) body);
        } else if (path[1].equals("users")) {
            body.forEach(role -> granted.add(role.path("name").asText()));
        } else if (path.length == 2) {
            ObjectNode client = (ObjectNode) body;
            client.put("id", "id-" + client.path("clientId").asText());
            client.path("protocolMappers").forEach(mapper -> ((ObjectNode) mapper).put("id", "m-" + mapper.path("name").asText()));
            clients.put(client.path("id").asText(), client);
        } else if (path.length == 3) {
            clients.put(path[2], (ObjectNode) body);
        } else {
            ArrayNode mappers = clients.get(path[2]).withArray("protocolMappers");
            for (int i = 0; i < mappers.size(); i++) {
                if (mappers.get(i).path("id").equals(body.path("id"))) {
                    mappers.remove(i);
                }
            }
            ((ObjectNode) body).put("id", "m-" + body.path("name").asText());
            mappers.add(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
