package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.marina.launcher.Json;

/// With the realm file as the repository holds it.
class RealmSyncTest {
    private static final Path FILE = Path.of("../tenancy/src/main/keycloak/marina-realm.json");

    private FakeKeycloak keycloak;

    @BeforeEach
    void aRealm() throws Exception {
        keycloak = new FakeKeycloak();
        sync("https://localhost:8080");
        keycloak.writes.clear();
    }

    @AfterEach
    void end() {
        keycloak.close();
    }

    @Test
    void whatIsThereAlreadyIsNotWrittenAgain() throws Exception {
        // The fake has no profile of its own to compare with.
        sync("https://localhost:8080");

        assertEquals(List.of(), keycloak.writes.stream().filter(write -> !write.endsWith("/users/profile")).toList());
    }

    @Test
    void aChangedPortReachesTheRedirects() throws Exception {
        sync("https://localhost:9090");

        ObjectNode console = keycloak.clients.get("id-marina-console");
        assertEquals("https://localhost:9090/callback", console.path("redirectUris").path(0).asText());
        assertEquals("https://localhost:9090/*", console.path("attributes").path("post.logout.redirect.uris").asText());
    }

    @Test
    void settingsOfTheRealmAreBroughtBack() throws Exception {
        String policy = keycloak.realm.path("passwordPolicy").asText();
        keycloak.realm.put("passwordPolicy", "length(1)");

        sync("https://localhost:8080");

        assertEquals(policy, keycloak.realm.path("passwordPolicy").asText());
    }

    @Test
    void whatAnOperatorHasAddedStays() throws Exception {
        keycloak.realm.put("emailTheme", "ours");
        keycloak.clients.get("id-marina-console").put("description", "theirs");

        sync("https://localhost:9090");

        assertEquals("ours", keycloak.realm.path("emailTheme").asText());
        assertEquals("theirs", keycloak.clients.get("id-marina-console").path("description").asText());
    }

    @Test
    void aMapperThatIsMissingIsMade() throws Exception {
        keycloak.clients.get("id-marina-console").putArray("protocolMappers");

        sync("https://localhost:8080");

        List<String> names = keycloak.clients.get("id-marina-console").path("protocolMappers").valueStream().map(mapper -> mapper.path("name").asText())
                .toList();
        assertTrue(names.contains("groups"), names.toString());
    }

    @Test
    void passwordsCannotBeTriedAtAClientThatNobodyUses() {
        JsonNode cli = keycloak.clients.get("id-admin-cli");

        assertFalse(cli.path("enabled").asBoolean(true));
        assertFalse(cli.path("directAccessGrantsEnabled").asBoolean(true));
    }

    private void sync(String consoleUrl) throws IOException, InterruptedException {
        Map<String, String> values = new java.util.HashMap<>();
        for (String name : List.of("MARINA_PUBLIC_HOST", "MARINA_KEYCLOAK_URL", "MARINA_CONSOLE_SECRET", "MARINA_TENANCY_SECRET", "MARINA_TOKEN_SECRET")) {
            values.put(name, "value");
        }
        values.put("MARINA_CONSOLE_URL", consoleUrl);
        values.put("MARINA_CONSOLE_INTERNAL_URL", "http://127.0.0.1:1");
        // The service account's client belongs to Keycloak, not to the file.
        keycloak.clients.computeIfAbsent("id-realm-management", id -> Json.JSON.createObjectNode().put("id", id).put("clientId", "realm-management"));
        new RealmSync(KeycloakAdmin.login(keycloak.url(), "marina-admin", "secret"), Json.JSON.readTree(RealmFile.fill(Files.readString(FILE), values))).run();
    }
}
