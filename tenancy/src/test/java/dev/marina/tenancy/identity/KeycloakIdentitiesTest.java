package dev.marina.tenancy.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Keycloak's admin REST is asked, against one that answers as prepared.
class KeycloakIdentitiesTest {

    private static final String USER = "/admin/realms/marina/users/ann";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private HttpServer server;
    private KeycloakIdentities identities;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        identities = new KeycloakIdentities(Settings.from(name -> Optional.of(switch (name) {
            case "MARINA_OIDC_ISSUER", "MARINA_KEYCLOAK_INTERNAL_URL" -> url;
            case "MARINA_TENANCY_CLIENT_SECRET", "MARINA_TOKEN_CLIENT_SECRET", "MARINA_CONSOLE_CLIENT_SECRET" -> "secret";
            default -> "";
        })), new KeycloakCalls());
    }

    @AfterEach
    void stop() {
        identities.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (request.endsWith("/token")) {
            boolean person = body.contains("grant_type=password");
            boolean wrong = person && !body.contains("password=right");
            say(exchange, wrong ? 401 : 200, wrong ? "{\"error\":\"invalid_grant\"}" : "{\"access_token\":\"t\",\"expires_in\":60}");
            return;
        }
        asked.add(request);
        int status = refused.getOrDefault(request, request.startsWith("GET") ? 200 : 204);
        say(exchange, status,
                request.endsWith("/sessions")
                        ? "[{\"id\":\"here\"},{\"id\":\"there\"},{\"id\":\"elsewhere\"}]"
                        : status == 400 ? "{\"error_description\":\"used before\"}" : "");
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aNewPasswordEndsEverySessionButTheOneThatStays() {
        refused.put("DELETE /admin/realms/marina/sessions/there", 404);

        identities.setPassword("ann", "new", Optional.of("here"));

        assertEquals(List.of("PUT " + USER + "/reset-password", "GET " + USER + "/sessions", "DELETE /admin/realms/marina/sessions/there",
                "DELETE /admin/realms/marina/sessions/elsewhere"), asked, "one that has just ended is no failure");
    }

    @Test
    void whereNoneStaysAllEndAtOnce() {
        identities.setPassword("ann", "new", Optional.empty());

        assertEquals(List.of("PUT " + USER + "/reset-password", "POST " + USER + "/logout"), asked);
    }

    @Test
    void aPasswordThatTheRealmRefusesEndsNothing() {
        refused.put("PUT " + USER + "/reset-password", 400);

        Problem problem = assertThrows(ProblemException.class, () -> identities.setPassword("ann", "new", Optional.of("here"))).problem();

        assertEquals("password", ((Problem.Invalid) problem).fields().getFirst().field());
        assertEquals(List.of("PUT " + USER + "/reset-password"), asked);
    }

    @Test
    void aPasswordIsKnownByWhetherOneLogsInWithIt() {
        assertTrue(identities.hasPassword("ann@acme.test", "right"));
        assertFalse(identities.hasPassword("ann@acme.test", "wrong"));
    }
}
