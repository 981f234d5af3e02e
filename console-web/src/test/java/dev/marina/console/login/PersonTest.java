package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.marina.console.login.KeycloakTokens.Grant;
import dev.marina.console.settings.ConsoleConfig;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens are renewed shortly before they expire, with Keycloak played by a server in this JVM.
class PersonTest {

    private final MovedClock clock = new MovedClock();
    private final List<String> asked = new ArrayList<>();
    private volatile int status = 200;
    private HttpServer keycloak;
    private Person person;

    @BeforeEach
    void start() throws Exception {
        keycloak = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        keycloak.createContext("/realms/marina/protocol/openid-connect/token", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = "{\"access_token\":\"second\",\"refresh_token\":\"r2\",\"id_token\":\"i2\",\"expires_in\":300}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keycloak.start();
        ConsoleConfig config = new ConsoleConfig("localhost", 6443, "https://localhost:8080", "http://127.0.0.1:1/api/v1", "http://k/realms/marina",
                "http://127.0.0.1:" + keycloak.getAddress().getPort(), "secret", Path.of("/m"));
        person = new Person(new Person.Who("a@b.test", "s", "l"), new Grant.Granted("first", "r1", "i1", Duration.ofSeconds(300)), new KeycloakTokens(config),
                new LiveLogins(), clock);
    }

    @AfterEach
    void stop() {
        keycloak.stop(0);
    }

    @Test
    void aTokenThatIsGoodForLongIsUsedAsItIs() {
        assertEquals("first", person.bearer());
        assertEquals(0, asked.size());
    }

    @Test
    void aTokenAboutToExpireIsRenewedOnceWithTheRefreshToken() {
        clock.forward(Duration.ofSeconds(290));

        assertEquals("second", person.bearer());
        assertEquals("second", person.bearer());
        assertEquals(1, asked.size());
        assertEquals(true, asked.getFirst().contains("refresh_token=r1"), asked.getFirst());
    }

    @Test
    void aRefusedRenewalEndsTheLoginForGood() {
        status = 400;
        clock.forward(Duration.ofSeconds(290));

        assertThrows(Person.LoginOver.class, person::bearer);
        status = 200;
        assertThrows(Person.LoginOver.class, person::bearer);
    }

    @Test
    void anOutageOfKeycloakIsNotTheEndOfTheLogin() {
        status = 503;
        clock.forward(Duration.ofSeconds(290));
        assertEquals("first", person.bearer());
        clock.forward(Duration.ofSeconds(20));
        assertThrows(UncheckedIOException.class, person::bearer);

        status = 200;

        assertEquals("second", person.bearer());
    }
}
