package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The public ports of the console and of Keycloak as a stranger meets them.
@Order(2)
@ExtendWith(MarinaExtension.class)
class FrontE2E {

    @Test
    void plainHttpOnlyRedirects(Marina marina) throws Exception {
        for (String site : List.of(marina.console(), marina.keycloak())) {
            HttpResponse<String> answer = plain(site.replace("https:", "http:") + "/realms/marina");

            assertEquals(308, answer.statusCode());
            assertEquals(site + "/realms/marina", answer.headers().firstValue("Location").orElse(""));
        }
    }

    @Test
    void theAuthorityCanBeDownloadedAndIsTheOneThatSigns(Marina marina) throws IOException {
        assertEquals(Files.readString(marina.home().resolve("pki/ca.pem")).strip(), marina.get("/ca.pem", "").expect(200).body().strip());
    }

    @Test
    void tokensNameTheAddressWithTls(Marina marina) {
        Answer discovered = marina.send(HttpRequest.newBuilder(URI.create(marina.keycloak() + "/realms/marina/.well-known/openid-configuration")));

        assertEquals(marina.keycloak() + "/realms/marina", discovered.expect(200).json().path("issuer").asText());
        for (String endpoint : List.of("authorization_endpoint", "token_endpoint", "end_session_endpoint", "jwks_uri")) {
            assertTrue(discovered.json().path(endpoint).asText().startsWith(marina.keycloak() + "/"), endpoint + " of " + discovered.body());
        }
    }

    @Test
    void aSessionsCookieTravelsByTlsOnly(Marina marina) {
        Answer login = marina.get("/login", "");
        List<String> cookies = login.response().headers().allValues("Set-Cookie");

        assertFalse(cookies.isEmpty());
        cookies.forEach(cookie -> assertTrue(cookie.contains("Secure") && cookie.contains("HttpOnly"), cookie));
        assertTrue(login.header("Location").startsWith(marina.keycloak() + "/realms/marina/"), login.header("Location"));
    }

    /// Its cookie would take the place of the one that a login has just given the browser.
    @Test
    void aPushRequestWithoutASessionIsGivenNone(Marina marina) {
        Answer push = marina.get(
                "/?v-r=push&v-uiId=0&v-pushId=none&X-Atmosphere-Transport=long-polling&X-Atmosphere-tracking-id=0&X-Atmosphere-Framework=3.1.5-javascript",
                "");

        assertEquals(List.of(), push.response().headers().allValues("Set-Cookie"), push.body());
    }

    /// A browser asks for a page's icon beside the next page, with the session that a login there ends.
    @Test
    void anIconDoesNotTakeThePlaceOfASessionWithAnother(Marina marina) {
        String stale = "JSESSIONID=0123456789abcdef0123456789ab";

        assertEquals(List.of(), marina.send(marina.request("/favicon.ico", "").header("Cookie", stale).header("Sec-Fetch-Dest", "image").GET()).response()
                .headers().allValues("Set-Cookie"));
        assertFalse(marina.send(marina.request("/signup", "").header("Cookie", stale).header("Sec-Fetch-Dest", "document").GET()).response().headers()
                .allValues("Set-Cookie").isEmpty(), "who comes back after their session has ended begins another");
    }

    @Test
    void pagesSayWhatTheyMayDo(Marina marina) {
        Answer page = marina.get("/", "");

        assertTrue(page.header("Content-Security-Policy").contains("frame-ancestors 'none'"));
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
    }

    @Test
    void aLargeBodyIsRefused(Marina marina) {
        // Who waits for leave to go on sends no body, and so is not cut off in the middle of one.
        assertEquals(413, marina.send(HttpRequest.newBuilder(URI.create(marina.console() + "/api/v1/signup")).version(HttpClient.Version.HTTP_1_1)
                .expectContinue(true).POST(HttpRequest.BodyPublishers.ofString("x".repeat((1 << 20) + 1)))).status());
    }

    @Test
    void keycloaksAdministrationIsNotPublic(Marina marina) {
        for (String path : List.of("/admin/master/console/", "/realms/master/protocol/openid-connect/token", "/")) {
            assertEquals(404, marina.send(HttpRequest.newBuilder(URI.create(marina.keycloak() + path))).status(), path);
        }
    }

    @Test
    void whatTheServerSaysAboutItselfIsNotPublicHoweverItIsSpelled(Marina marina) {
        for (String path : List.of("/metrics", "/%6detrics", "/metrics;a=b", "/health", "/openapi/")) {
            assertEquals(404, marina.get(path, "").status(), path);
        }
    }

    private static HttpResponse<String> plain(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
