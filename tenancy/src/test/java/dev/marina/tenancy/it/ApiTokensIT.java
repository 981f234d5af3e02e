package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tokens for automation.
class ApiTokensIT extends TenancyDeployment {

    private String apiToken(String tenant, String owner, String name, String... scopes) throws Exception {
        Answer made = rest().post("v1/tenants/" + tenant + "/tokens", owner,
                "{\"name\":\"%s\",\"scopes\":[\"%s\"],\"days\":1}".formatted(name, String.join("\",\"", scopes)));
        assertEquals(201, made.status(), made.toString());
        return made.json().path("token").asText();
    }

    @Test
    void anApiTokenDoesWhatItsScopesSayInItsTenantAndNothingElse() throws Exception {
        String owner = owner("automated");
        String victim = owner("unautomated");
        String secret = apiToken("automated", owner, "ci", "clusters.read");

        assertEquals(200, rest().get("v1/tenants/automated/clusters", secret).status());
        for (Route route : Route.all("automated", "owner@automated.test")) {
            Answer answer = rest().call(route.method(), route.path(), secret, route.body(), Map.of());
            boolean reads = route.method().equals("GET") && route.path().contains("/clusters")
                    && !route.path().matches(".*(kubeconfig|/audit.*|/history.*|/backup.*|/restores.*)");
            assertTrue(reads ? answer.status() == 200 : answer.problem(403) && answer.body().contains("scope"), route + ": " + answer);
        }
        for (Route route : Route.all("unautomated", "owner@unautomated.test")) {
            Answer answer = rest().call(route.method(), route.path(), secret, route.body(), Map.of());
            assertTrue(answer.problem(403), route + ": " + answer);
            assertEquals(rest().call(route.method(), route.path().replace("/unautomated", "/nobody-has-this"), secret, route.body(), Map.of()).body(),
                    answer.body());
        }
        assertTrue(rest().get("v1/tenants", secret).problem(403));
        assertTrue(rest().post("v1/tenants", secret, "{\"name\":\"automated-two\"}").problem(403));
        for (String bad : List.of(secret + "x", secret.substring(0, secret.length() - 1), "marina_", secret.replace("marina_", ""))) {
            assertTrue(rest().get("v1/tenants/automated/clusters", bad).problem(401), bad);
            assertTrue(rest().get("v1/tenants", bad).problem(401), bad);
        }
        assertEquals(200, rest().get("v1/tenants/unautomated/clusters", victim).status());
    }

    @Test
    void anApiTokenEndsWhenItIsOverOrRevokedOrItsMakerIsNoMemberAnyMore() throws Exception {
        String owner = owner("ending");
        rest().join("ending", owner, "second@ending.test", "owner", PASSWORD);
        String revoked = apiToken("ending", owner, "revoked", "clusters.read");
        String over = apiToken("ending", owner, "over", "clusters.read");
        String others = apiToken("ending", token("second@ending.test"), "others", "clusters.read", "clusters.write");
        String clusters = "v1/tenants/ending/clusters";
        for (String good : List.of(revoked, over, others)) {
            assertEquals(200, rest().get(clusters, good).status());
        }

        Answer listed = rest().get("v1/tenants/ending/tokens", owner);
        assertEquals(3, listed.json().path("items").size(), listed.toString());
        assertFalse(listed.body().contains("marina_"), listed.body());
        assertTrue(listed.json().at("/items/0/lastUsed").isTextual(), listed.body());
        String id = value("select id from api_token where name = 'revoked'");
        assertEquals(204, rest().call("DELETE", "v1/tenants/ending/tokens/" + id, owner, "", Map.of()).status());
        update("update api_token set expires_at = now() - interval '1 second' where name = 'over'");
        rest().call("PATCH", "v1/tenants/ending/members/second@ending.test", owner, "{\"role\":\"viewer\"}", Map.of());

        assertTrue(rest().get(clusters, revoked).problem(401));
        assertTrue(rest().get(clusters, over).problem(401));
        assertEquals(200, rest().get(clusters, others).status());
        assertTrue(rest().post(clusters, others, "{\"name\":\"second\",\"nodes\":0}").problem(403), "the maker may not do it any more");
        rest().call("DELETE", "v1/tenants/ending/members/second@ending.test", owner, "", Map.of());
        assertTrue(rest().get(clusters, others).problem(403));
    }

    @Test
    void anApiTokensSecretIsKeptNowhereAndItsActsAreRecordedAsItsOwn() throws Exception {
        String owner = owner("hashed");
        Answer made = rest().call("POST", "v1/tenants/hashed/tokens", owner, "{\"name\":\"ci\",\"scopes\":[\"clusters.write\"],\"days\":1}",
                Map.of("Idempotency-Key", "t1"));
        Answer again = rest().call("POST", "v1/tenants/hashed/tokens", owner, "{\"name\":\"ci\",\"scopes\":[\"clusters.write\"],\"days\":1}",
                Map.of("Idempotency-Key", "t1"));
        String secret = made.json().path("token").asText();

        assertTrue(secret.startsWith("marina_"), made.toString());
        assertEquals("201 ", again.status() + " " + again.body());
        assertEquals("0", value("select count(*) from api_token a where cast(a as text) like '%" + secret.substring(7) + "%'"));
        assertEquals("0", value("select count(*) from idempotency i where cast(i as text) like '%" + secret.substring(7) + "%'"));
        rest().post("v1/tenants/hashed/clusters", secret, "{\"name\":\"second\",\"nodes\":0}");
        assertEquals(made.json().path("id").asText(), rest().get("v1/tenants/hashed/audit?limit=1", owner).json().at("/items/0/apiToken").asText());
        for (String scope : List.of("tokens.write", "clusters.burn")) {
            Answer refused = rest().post("v1/tenants/hashed/tokens", owner, "{\"name\":\"x\",\"scopes\":[\"%s\"],\"days\":1}".formatted(scope));
            assertTrue(refused.problem(400) && refused.json().at("/errors/0/value").asText().equals(scope), refused.toString());
        }
    }

    @Test
    void aCertificateThatAnApiTokenAsksForEndsWithTheToken() throws Exception {
        String owner = owner("certified");
        String secret = apiToken("certified", owner, "deploy", "kubeconfig.issue");
        String kubeconfig = "v1/tenants/certified/clusters/default/kubeconfig";

        // What the played management cluster signs says for how long.
        assertEquals("certificate for PT720H", certificate(rest().get(kubeconfig, owner)));
        assertTrue(certificate(rest().get(kubeconfig, secret)).startsWith("certificate for PT23H"), certificate(rest().get(kubeconfig, secret)));
    }

    private static String certificate(Answer kubeconfig) {
        return new String(Base64.getDecoder().decode(kubeconfig.body().replaceAll("(?s).*client-certificate-data: (\\S+).*", "$1")), StandardCharsets.UTF_8);
    }
}
