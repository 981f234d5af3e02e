package dev.marina.launcher.component;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.marina.launcher.Json;

/// Brings an existing realm to what the realm file says. Keycloak itself reads the file only while there is no such realm. What the
/// file does not mention stays as it is: people, groups, and whatever an operator has added.
final class RealmSync {
    /// Parts of the file that are no settings of the realm itself.
    private static final Set<String> PARTS = Set.of("realm", "clients", "users", "components");
    private static final String PROFILE = "org.keycloak.userprofile.UserProfileProvider";

    private final KeycloakAdmin admin;
    private final ObjectNode wanted;
    private final String realm;

    /// @param file the realm file with its values filled in
    RealmSync(KeycloakAdmin admin, JsonNode file) {
        this.admin = admin;
        this.wanted = (ObjectNode) file;
        this.realm = file.path("realm").asText();
    }

    /// May be called any number of times; writes only what differs.
    void run() throws IOException, InterruptedException {
        settings();
        profile();
        for (JsonNode client : wanted.path("clients")) {
            client((ObjectNode) client);
        }
        for (JsonNode user : wanted.path("users")) {
            serviceAccount(user);
        }
    }

    private void settings() throws IOException, InterruptedException {
        ObjectNode settings = wanted.deepCopy().remove(PARTS);
        if (!contains(admin.get(realm), settings)) {
            admin.put(realm, settings);
        }
    }

    /// The file has it as text inside of a component, the API as an object.
    private void profile() throws IOException, InterruptedException {
        JsonNode text = wanted.path("components").path(PROFILE).path(0).path("config").path("kc.user.profile.config").path(0);
        if (text.isMissingNode()) {
            return;
        }
        JsonNode profile = Json.JSON.readTree(text.asText());
        if (!contains(admin.get(realm + "/users/profile"), profile)) {
            admin.put(realm + "/users/profile", profile);
        }
    }

    private void client(ObjectNode client) throws IOException, InterruptedException {
        Optional<JsonNode> present = find(client.path("clientId").asText());
        if (present.isEmpty()) {
            admin.post(realm + "/clients", client);
            return;
        }
        String path = realm + "/clients/" + present.get().path("id").asText();
        ObjectNode settings = client.deepCopy().without("protocolMappers");
        if (!contains(present.get(), settings)) {
            // The whole of it: what a client's representation leaves out may be taken for empty.
            ObjectNode whole = present.get().deepCopy();
            whole.setAll(settings);
            admin.put(path, whole);
        }
        for (JsonNode mapper : client.path("protocolMappers")) {
            mapper(path + "/protocol-mappers/models", (ObjectNode) mapper, present.get().path("protocolMappers"));
        }
    }

    private void mapper(String path, ObjectNode mapper, JsonNode present) throws IOException, InterruptedException {
        for (JsonNode each : present) {
            if (each.path("name").equals(mapper.path("name"))) {
                if (!contains(each, mapper)) {
                    ObjectNode changed = mapper.deepCopy();
                    changed.set("id", each.path("id"));
                    admin.put(path + "/" + each.path("id").asText(), changed);
                }
                return;
            }
        }
        admin.post(path, mapper);
    }

    /// What a client may do that acts for itself.
    private void serviceAccount(JsonNode user) throws IOException, InterruptedException {
        String client = require(user.path("serviceAccountClientId").asText()).path("id").asText();
        String account = admin.get(realm + "/clients/" + client + "/service-account-user").path("id").asText();
        for (var granted : user.path("clientRoles").properties()) {
            String of = require(granted.getKey()).path("id").asText();
            String path = realm + "/users/" + account + "/role-mappings/clients/" + of;
            List<String> present = admin.get(path).valueStream().map(role -> role.path("name").asText()).toList();
            ArrayNode missing = Json.JSON.createArrayNode();
            for (JsonNode role : granted.getValue()) {
                if (!present.contains(role.asText())) {
                    missing.add(admin.get(realm + "/clients/" + of + "/roles/" + role.asText()));
                }
            }
            if (!missing.isEmpty()) {
                admin.post(path, missing);
            }
        }
    }

    private JsonNode require(String clientId) throws IOException, InterruptedException {
        return find(clientId).orElseThrow(() -> new IOException("the realm %s has no client %s".formatted(realm, clientId)));
    }

    private Optional<JsonNode> find(String clientId) throws IOException, InterruptedException {
        return admin.get(realm + "/clients?clientId=" + clientId).valueStream().findFirst();
    }

    /// Whether everything that is wanted is there already. Lists are sets here, and `true` may be written as text.
    static boolean contains(JsonNode present, JsonNode wanted) {
        if (wanted.isObject()) {
            return wanted.properties().stream().allMatch(field -> present.has(field.getKey()) && contains(present.get(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            return present.size() == wanted.size() && wanted.valueStream().allMatch(each -> present.valueStream().anyMatch(there -> contains(there, each)));
        }
        return present.asText().equals(wanted.asText());
    }
}
