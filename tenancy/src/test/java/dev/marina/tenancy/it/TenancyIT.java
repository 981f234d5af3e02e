package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.it.Rest.Answer;
import dev.marina.tenancy.management.FakeManagementCluster;
import java.io.File;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The WAR on Payara Micro with a real PostgreSQL; Keycloak and the management cluster are played.
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class TenancyIT {

    private static final String PASSWORD = TokenIssuer.PASSWORD;

    @ArquillianResource
    private URL url;

    @Deployment
    static WebArchive war() {
        Surroundings.start();
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/api.war"))
                .addClasses(FakeEdges.class, FakeIdentities.class, FakeManagementCluster.class);
    }

    private Rest rest() throws Exception {
        return new Rest(url.toURI());
    }

    private static String token(String email) {
        return Surroundings.ISSUER.token(email);
    }

    private String owner(String tenant) throws Exception {
        String email = "owner@" + tenant + ".test";
        Answer made = rest().signUp(tenant, email, PASSWORD);
        assertEquals(201, made.status(), made.toString());
        return token(email);
    }

    @Test
    void aSignUpIsRecordedWithItsQuotaAndAnsweredWithTheFirstCluster() throws Exception {
        Answer made = rest().signUp("recorded", "Ann@Recorded.test", PASSWORD);

        assertEquals(201, made.status(), made.toString());
        assertEquals("recorded", made.json().path("tenant").asText());
        assertEquals("ann@recorded.test", made.json().path("owner").asText());
        assertEquals("default", made.json().path("cluster").path("name").asText());
        assertEquals("2 4 4000 8589934592 21474836480", value("select concat_ws(' ', clusters, nodes, cpu_millis, memory_bytes, volume_bytes) "
                + "from quota join tenant on tenant.id = tenant_id where name = 'recorded'"));
        assertEquals("Complete", made.json().path("state").asText());
        assertEquals("Complete", value("select state from procedure where about = 'recorded'"));
        assertEquals("subject-of-ann@recorded.test", value("select subject from person where email = 'ann@recorded.test'"));
    }

    @Test
    void aRepeatedSignUpIsAConflictAndChangesNothing() throws Exception {
        owner("repeated");
        String before = value("select count(*) || '/' || (select count(*) from membership) || '/' || (select count(*) from procedure) from tenant");

        Answer again = rest().signUp("repeated", "owner@repeated.test", PASSWORD);
        Answer other = rest().signUp("repeated", "somebody@else.test", PASSWORD);

        assertTrue(again.problem(409), again.toString());
        assertTrue(other.problem(409), other.toString());
        assertEquals(before, value("select count(*) || '/' || (select count(*) from membership) || '/' || (select count(*) from procedure) from tenant"));
    }

    @Test
    void whatIsWrongIsNamedByFieldWithWhatWouldBeRight() throws Exception {
        Answer answer = rest().ask("Bad_Name", "nobody");
        Answer confirmed = rest().confirm(rest().ask("fine-name", "a@fine.test"), "short");

        assertTrue(answer.problem(400), answer.toString());
        List<String> fields = new ArrayList<>();
        answer.json().path("errors").forEach(error -> fields.add(error.path("field").asText() + "=" + error.path("value").asText()));
        assertEquals(List.of("tenant=Bad_Name", "email=nobody"), fields);
        assertTrue(confirmed.problem(400), confirmed.toString());
        assertEquals("password", confirmed.json().path("errors").path(0).path("field").asText());
        assertFalse(confirmed.body().contains("short"));
    }

    @Test
    void unknownFieldsAreRefused() throws Exception {
        Answer answer = rest().call("POST", "v1/signup", "", "{\"tenant\":\"unknown-field\",\"email\":\"a@unknown.test\",\"plan\":\"gold\"}",
                Rest.from("203.0.113.7"));

        assertTrue(answer.problem(400), answer.toString());
        assertEquals("plan", answer.json().path("errors").path(0).path("field").asText());
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() throws Exception {
        Answer answer = rest().call("POST", "v1/token", "", "{\"email\":\"" + "a".repeat(100_000) + "\"}", Map.of());

        assertTrue(answer.problem(413), answer.toString());
    }

    @Test
    void aMemberWhoHasAnAccountAcceptsWithItAndNobodyElseCan() throws Exception {
        String owner = owner("inviting");
        String guest = owner("guests");
        String eve = owner("eves");
        Answer invited = rest().post("v1/tenants/inviting/invitations", owner, "{\"email\":\"owner@guests.test\",\"role\":\"developer\"}");
        String token = "{\"token\":\"%s\"}".formatted(invited.token());
        assertEquals(403, rest().get("v1/tenants/inviting", guest).status(), "before they accepted");
        assertEquals(1, rest().get("v1/tenants/inviting/invitations", owner).json().path("items").size());

        Answer stolen = rest().post("v1/invitations/accept", eve, token);
        Answer accepted = rest().post("v1/invitations/accept", guest, token);
        Answer again = rest().post("v1/invitations/accept", guest, token);

        assertTrue(stolen.problem(403), stolen.toString());
        assertEquals(200, accepted.status(), accepted.toString());
        assertEquals("developer", rest().get("v1/tenants/inviting", guest).json().path("role").asText());
        assertEquals(403, rest().get("v1/tenants/inviting", eve).status());
        assertTrue(again.problem(400), again.toString());
        assertEquals(0, rest().get("v1/tenants/inviting/invitations", owner).json().path("items").size());
    }

    @Test
    void anInvitationThatWasWithdrawnOpensNothing() throws Exception {
        String owner = owner("withdrawn");
        Answer invited = rest().post("v1/tenants/withdrawn/invitations", owner, "{\"email\":\"x@withdrawn.test\",\"role\":\"viewer\"}");

        assertEquals(204, rest().call("DELETE", "v1/tenants/withdrawn/invitations/" + invited.json().path("id").asText(), owner, "", Map.of()).status());

        assertTrue(rest().post("v1/invitations/accept", "", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(invited.token(), PASSWORD)).problem(400));
        assertEquals("0", value("select count(*) from person where email = 'x@withdrawn.test'"));
    }

    @Test
    void manyWhoJoinAtOnceAllGetIn() throws Exception {
        String owner = owner("joining");
        Rest rest = rest();
        List<Future<Integer>> joined = new ArrayList<>();
        try (ExecutorService people = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                String email = "dev%d@joining.test".formatted(i);
                joined.add(people.submit(() -> {
                    rest.join("joining", owner, email, "developer", PASSWORD);
                    return 1;
                }));
            }
        }
        for (Future<Integer> one : joined) {
            one.get();
        }

        assertEquals(5, rest.get("v1/tenants/joining/members", owner).json().path("items").size());
        assertEquals("0", value("select count(*) from tenant where name = 'joining' and members_applied < members_version"));
    }

    @Test
    void aPersonMakesMoreTenantsUntilTheirNumberIsReached() throws Exception {
        String owner = owner("several");

        Answer second = rest().post("v1/tenants", owner, "{\"name\":\"several-two\"}");
        Answer taken = rest().post("v1/tenants", owner, "{\"name\":\"several\"}");
        Answer third = rest().post("v1/tenants", owner, "{\"name\":\"several-three\"}");
        Answer fourth = rest().post("v1/tenants", owner, "{\"name\":\"several-four\"}");

        assertEquals(201, second.status(), second.toString());
        assertEquals("owner", rest().get("v1/tenants/several-two", owner).json().path("role").asText());
        assertTrue(taken.problem(409), taken.toString());
        assertEquals(201, third.status(), third.toString());
        assertTrue(fourth.problem(403), fourth.toString());
        assertEquals(3, rest().get("v1/tenants", owner).json().path("items").size());
    }

    @Test
    void whoAsksForANewPasswordLearnsNothingAndTheMailHasTheLink() throws Exception {
        owner("forgetful");

        Answer known = rest().call("POST", "v1/password-reset", "", "{\"email\":\"owner@forgetful.test\"}", Rest.from("192.0.2.77"));
        Answer unknown = rest().call("POST", "v1/password-reset", "", "{\"email\":\"nobody@forgetful.test\"}", Rest.from("192.0.2.77"));

        assertEquals(202, known.status(), known.toString());
        assertEquals(known.toString(), unknown.toString());
        String mail = mailTo("owner@forgetful.test", "new password");
        String token = mail.replaceAll("(?s).*token=([A-Za-z0-9_-]+).*", "$1");
        String body = "{\"token\":\"%s\",\"password\":\"another long one\"}".formatted(token);
        assertEquals(204, rest().call("POST", "v1/password-reset/confirm", "", body, Rest.from("192.0.2.77")).status());
        assertTrue(rest().call("POST", "v1/password-reset/confirm", "", body, Rest.from("192.0.2.77")).problem(400), "a second time");
    }

    private static String mailTo(String email, String about) throws Exception {
        try (var files = Files.list(Path.of(System.getenv("MARINA_HOME"), "mail"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                if (text.startsWith("To: " + email) && text.contains(about)) {
                    return text;
                }
            }
        }
        throw new AssertionError("no mail to " + email + " about " + about);
    }

    @Test
    void aRequestThatIsRepeatedWithItsKeyIsServedOnce() throws Exception {
        String owner = owner("repeating");
        String other = owner("others-keys");
        Map<String, String> key = Map.of("Idempotency-Key", "k1");
        String body = "{\"name\":\"second\",\"nodes\":0}";

        Answer first = rest().call("POST", "v1/tenants/repeating/clusters", owner, body, key);
        Answer again = rest().call("POST", "v1/tenants/repeating/clusters", owner, body, key);
        Answer another = rest().call("POST", "v1/tenants/repeating/clusters", owner, "{\"name\":\"third\"}", key);
        Answer somebodys = rest().call("POST", "v1/tenants/others-keys/clusters", other, body, key);
        Answer without = rest().post("v1/tenants/repeating/clusters", owner, body);

        assertEquals(201, first.status(), first.toString());
        assertEquals(first.toString(), again.toString());
        assertEquals("true", again.response().headers().firstValue("Idempotent-Replayed").orElse("false"));
        assertTrue(another.problem(409), another.toString());
        assertEquals(201, somebodys.status(), somebodys.toString());
        assertTrue(without.problem(409), without.toString());
    }

    @Test
    void everyActIsRecordedWithWhoAndWhatBecameOfIt() throws Exception {
        String owner = owner("audited");
        rest().join("audited", owner, "vic@audited.test", "viewer", PASSWORD);
        rest().post("v1/tenants/audited/clusters", token("vic@audited.test"), "{\"name\":\"no\"}");
        rest().post("v1/tenants/audited/clusters", "", "{\"name\":\"no\"}");
        Answer made = rest().post("v1/tenants/audited/clusters", owner, "{\"name\":\"second\",\"nodes\":0}");
        rest().get("v1/tenants/audited/clusters", owner);

        List<String> acts = new ArrayList<>();
        rest().get("v1/tenants/audited/audit?limit=3", owner).json().path("items").forEach(act -> acts.add("%s %s %s %s".formatted(
                act.path("actor").asText("nobody"), act.path("method").asText(), act.path("path").asText(), act.path("outcome").asText())));

        assertEquals(List.of("owner@audited.test POST v1/tenants/audited/clusters Done", "nobody POST v1/tenants/audited/clusters Refused",
                "vic@audited.test POST v1/tenants/audited/clusters Refused"), acts);
        String id = made.response().headers().firstValue("Marina-Request-Id").orElseThrow();
        assertEquals("201 subject-of-owner@audited.test", value("select status || ' ' || actor from audit where request_id = '%s'".formatted(id)));
        Answer older = rest().get(
                "v1/tenants/audited/audit?limit=1&continue=" + rest().get("v1/tenants/audited/audit?limit=3", owner).json().path("continue").asText(), owner);
        assertEquals("v1/tenants/audited/invitations", older.json().path("items").path(0).path("path").asText());
        assertTrue(rest().get("v1/tenants/audited/audit?limit=0", owner).problem(400));
    }

    @Test
    void beyondTheRateAnAddressIsToldWhenToComeBack() throws Exception {
        Answer last = null;
        for (int i = 0; i < 21; i++) {
            last = rest().call("POST", "v1/signup", "", "{}", Rest.from("203.0.113.99"));
        }

        assertTrue(last.problem(429), last.toString());
        int seconds = Integer.parseInt(last.response().headers().firstValue("Retry-After").orElseThrow());
        assertTrue(seconds >= 1 && seconds <= 60, "Retry-After: " + seconds);
        assertEquals(400, rest().call("POST", "v1/signup", "", "{}", Rest.from("203.0.113.98")).status());
    }

    @Test
    void onlyTheConsoleMaySayForWhomItSignsUp() throws Exception {
        Answer last = null;
        for (int i = 0; i < 21; i++) {
            last = rest().call("POST", "v1/signup", "", "{}", Map.of("Marina-Forwarded-For", "192.0.2." + i, "Marina-Console-Secret", "wrong"));
        }

        assertTrue(last.problem(429), last.toString());
    }

    @Test
    void aPasswordIsExchangedForATokenAndAWrongOneIsNot() throws Exception {
        owner("tokens");

        Answer right = rest().post("v1/token", "", "{\"email\":\"OWNER@tokens.test\",\"password\":\"%s\"}".formatted(PASSWORD));
        Answer wrong = rest().post("v1/token", "", "{\"email\":\"owner@tokens.test\",\"password\":\"something else\"}");

        assertEquals(200, right.status(), right.toString());
        assertEquals("Bearer", right.json().path("token_type").asText());
        assertEquals(200, rest().get("v1/tenants/tokens", right.json().path("access_token").asText()).status());
        assertTrue(wrong.problem(401), wrong.toString());
    }

    @Test
    void noRouteOfATenantAnswersWithoutAGoodToken() throws Exception {
        owner("locked");
        String email = "owner@locked.test";
        String issuer = System.getenv("MARINA_OIDC_ISSUER");
        for (String bad : List.of("", "garbage", token(email) + "x", Surroundings.ISSUER.token(email, issuer, "another", Duration.ofMinutes(5)),
                Surroundings.ISSUER.token(email, "http://evil.test/realms/marina", "marina", Duration.ofMinutes(5)),
                Surroundings.ISSUER.token(email, issuer, "marina", Duration.ofMinutes(-5)))) {
            for (Route route : Route.all("locked", email)) {
                Answer answer = rest().call(route.method(), route.path(), bad, route.body(), Map.of());
                assertTrue(answer.problem(401), route + " with " + bad + ": " + answer);
            }
        }
    }

    @Test
    void everyRouteAnswersANonMemberAlikeForATenantOfOthersAndAMissingOne() throws Exception {
        owner("mine");
        String stranger = owner("theirs");
        for (Route route : Route.all("mine", "owner@mine.test")) {
            Answer existing = rest().call(route.method(), route.path(), stranger, route.body(), Map.of());
            Answer missing = rest().call(route.method(), route.path().replace("/mine", "/nobody-has-this"), stranger, route.body(), Map.of());

            assertTrue(existing.problem(403), route + ": " + existing);
            assertEquals(existing.body(), missing.body(), route.toString());
        }
    }

    @Test
    void aViewerReadsAndChangesNothing() throws Exception {
        String owner = owner("roles");
        rest().join("roles", owner, "viewer@roles.test", "viewer", PASSWORD);
        for (Route route : Route.all("roles", "owner@roles.test")) {
            Answer answer = rest().call(route.method(), route.path(), token("viewer@roles.test"), route.body(), Map.of());
            if (route.method().equals("GET")) {
                assertEquals(200, answer.status(), route + ": " + answer);
            } else {
                assertTrue(answer.problem(403) && answer.body().contains("owner"), route + ": " + answer);
            }
        }
    }

    @Test
    void aRemovalTakesEffectWithTheNextRequestOfTheSameToken() throws Exception {
        String owner = owner("removal");
        rest().join("removal", owner, "dev@removal.test", "developer", PASSWORD);
        String token = token("dev@removal.test");
        assertEquals(200, rest().get("v1/tenants/removal/clusters", token).status());

        assertEquals(204, rest().call("DELETE", "v1/tenants/removal/members/dev@removal.test", owner, "", Map.of()).status());

        assertEquals(403, rest().get("v1/tenants/removal/clusters", token).status());
    }

    @Test
    void theLastOwnerStays() throws Exception {
        String owner = owner("lastowner");

        assertTrue(rest().call("DELETE", "v1/tenants/lastowner/members/owner@lastowner.test", owner, "", Map.of()).problem(409));
        assertTrue(rest().call("PATCH", "v1/tenants/lastowner/members/owner@lastowner.test", owner, "{\"role\":\"viewer\"}", Map.of()).problem(409));
        assertEquals(200, rest().get("v1/tenants/lastowner/clusters", owner).status());
    }

    @Test
    void aClusterComesAndGoes() throws Exception {
        String owner = owner("comings");
        assertEquals(201, rest().post("v1/tenants/comings/clusters", owner, "{\"name\":\"second\",\"nodes\":0}").status());
        Answer read = rest().get("v1/tenants/comings/clusters/second", owner);
        assertEquals(0, read.json().path("nodes").path("wanted").asInt(-1));

        assertEquals(202, rest().call("DELETE", "v1/tenants/comings/clusters/second", owner, "", Map.of()).status());

        assertTrue(rest().get("v1/tenants/comings/clusters/second", owner).problem(404));
    }

    @Test
    void aListIsReadPageByPage() throws Exception {
        String owner = owner("paged");
        for (String name : List.of("b", "c", "d")) {
            rest().join("paged", owner, name + "@paged.test", "viewer", PASSWORD);
        }

        List<String> seen = new ArrayList<>();
        String next = "";
        while (seen.size() < 10) {
            Answer page = rest().get("v1/tenants/paged/members?limit=3" + next, owner);
            page.json().path("items").forEach(member -> seen.add(member.path("email").asText()));
            if (!page.json().has("continue")) {
                break;
            }
            next = "&continue=" + page.json().path("continue").asText();
        }

        assertEquals(List.of("b@paged.test", "c@paged.test", "d@paged.test", "owner@paged.test"), seen);
        Answer tooMany = rest().get("v1/tenants/paged/members?limit=501", owner);
        assertTrue(tooMany.problem(400), tooMany.toString());
        assertEquals("limit=501", tooMany.json().at("/errors/0/field").asText() + "=" + tooMany.json().at("/errors/0/value").asText());
    }

    @Test
    void whoChangesWhatSomebodyElseHasChangedIsToldSo() throws Exception {
        String owner = owner("tagged");
        rest().join("tagged", owner, "dev@tagged.test", "developer", PASSWORD);
        String member = "v1/tenants/tagged/members/dev@tagged.test";
        String seen = rest().get(member, owner).tag();

        Answer first = rest().call("PATCH", member, owner, "{\"role\":\"viewer\"}", Map.of("If-Match", seen));
        Answer second = rest().call("PATCH", member, owner, "{\"role\":\"owner\"}", Map.of("If-Match", seen));
        Answer removal = rest().call("DELETE", member, owner, "", Map.of("If-Match", seen));

        assertEquals(200, first.status(), first.toString());
        assertTrue(second.problem(412), second.toString());
        assertTrue(removal.problem(412), removal.toString());
        assertEquals("viewer", rest().get(member, owner).json().path("role").asText());
        assertEquals(304, rest().call("GET", member, owner, "", Map.of("If-None-Match", first.tag())).status());
        assertEquals(204, rest().call("DELETE", member, owner, "", Map.of("If-Match", first.tag())).status());
    }

    @Test
    void aNodePoolIsResizedByWhoHasSeenHowItIs() throws Exception {
        String owner = owner("pooled");
        String pool = "v1/tenants/pooled/clusters/default/nodepools/default-pool";
        String seen = rest().get(pool, owner).tag();

        Answer resized = rest().call("PATCH", pool, owner, "{\"nodes\":3}", Map.of("If-Match", seen));
        Answer late = rest().call("PATCH", pool, owner, "{\"nodes\":1}", Map.of("If-Match", seen));
        Answer unconditional = rest().call("PATCH", pool, owner, "{\"nodes\":1}", Map.of());

        assertEquals(3, resized.json().path("nodes").asInt(), resized.toString());
        assertTrue(late.problem(412), late.toString());
        assertEquals(1, unconditional.json().path("nodes").asInt(), unconditional.toString());
        assertTrue(rest().call("PATCH", pool, owner, "{\"nodes\":101}", Map.of()).problem(400));
        assertTrue(rest().get("v1/tenants/pooled/clusters/default/nodepools/none", owner).problem(404));
    }

    @Test
    void aClusterIsDeletedByWhoHasSeenThisOneAndNoneBefore() throws Exception {
        String owner = owner("reborn");
        String cluster = "v1/tenants/reborn/clusters/second";
        rest().post("v1/tenants/reborn/clusters", owner, "{\"name\":\"second\",\"nodes\":0}");
        String seen = rest().get(cluster, owner).tag();
        assertEquals(202, rest().call("DELETE", cluster, owner, "", Map.of("If-Match", seen)).status());
        assertEquals(201, rest().post("v1/tenants/reborn/clusters", owner, "{\"name\":\"second\",\"nodes\":0}").status());

        Answer late = rest().call("DELETE", cluster, owner, "", Map.of("If-Match", seen));

        assertTrue(late.problem(412), late.toString());
        assertEquals(200, rest().get(cluster, owner).status());
    }

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
            boolean reads = route.method().equals("GET") && route.path().contains("/clusters") && !route.path().endsWith("kubeconfig");
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

    @Test
    void whatATenantHasIsCountedByTheHour() throws Exception {
        String owner = owner("counted");
        update("update usage_meter set measured_at = now() - interval '2 minutes'");

        await("t", "select coalesce(sum(node_seconds), 0) >= 240 from usage_hour join tenant on tenant.id = tenant_id where name = 'counted'");

        long nodes = 0;
        long clusters = 0;
        for (var hour : rest().get("v1/tenants/counted/usage", owner).json().path("items")) {
            nodes += hour.path("nodeSeconds").asLong();
            clusters += hour.path("clusterSeconds").asLong();
        }
        assertEquals(2 * clusters, nodes);
    }

    @Test
    void ofManyRequestsForTheLastPlaceInTheQuotaOneIsServed() throws Exception {
        String owner = owner("crowded");
        Rest rest = rest();
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService people = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                String body = "{\"name\":\"c%d\",\"nodes\":0}".formatted(i);
                answers.add(people.submit((Callable<Answer>) () -> rest.post("v1/tenants/crowded/clusters", owner, body)));
            }
        }
        int made = 0;
        for (Future<Answer> answer : answers) {
            made += answer.get().status() == 201 ? 1 : 0;
            assertTrue(answer.get().status() == 201 || answer.get().problem(403), answer.get().toString());
        }

        assertEquals(1, made);
        assertEquals(2, rest.get("v1/tenants/crowded/clusters", owner).json().path("items").size());
    }

    @Test
    void ofManyEqualSignUpsAtOnceOneIsServed() throws Exception {
        Rest rest = rest();
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService people = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                answers.add(people.submit((Callable<Answer>) () -> rest.signUp("stampede", "owner@stampede.test", PASSWORD)));
            }
        }
        int made = 0;
        for (Future<Answer> answer : answers) {
            made += answer.get().status() == 201 ? 1 : 0;
            assertTrue(List.of(201, 409, 429, 503).contains(answer.get().status()), answer.get().toString());
        }

        assertEquals(1, made);
        assertEquals("1", value("select count(*) from tenant where name = 'stampede'"));
    }

    @Test
    void whatAnEarlierProcessLeftOpenIsGoneOnWith() throws Exception {
        update("insert into person (subject, email, created_at) values ('subject-of-a@left-open.test', 'a@left-open.test', now())");
        update("""
                insert into procedure (id, kind, about, input, state, attempts, started_at, changed_at, due_at, lease_owner, lease_until)
                select id, 'tenant-creation', 'left-open', jsonb_build_object('id', id, 'tenant', 'left-open', 'subject', 'subject-of-a@left-open.test'),
                'Running', 0, now(), now(), now(), gen_random_uuid(), now() - interval '1 second' from (select gen_random_uuid() as id) as fresh""");

        await("Complete", "select state from procedure where about = 'left-open'");

        assertEquals("owner", rest().get("v1/tenants/left-open", token("a@left-open.test")).json().path("role").asText());
    }

    @Test
    void whatNobodyCanCarryOutHoldsNothingElseUp() throws Exception {
        owner("unheld");
        update("insert into procedure (id, kind, about, input, state, attempts, started_at, changed_at, due_at) "
                + "values (gen_random_uuid(), 'tenant-creation', 'hopeless', '{\"id\":\"no id\"}', 'Running', 0, now(), now(), now() - interval '1 hour')");
        update("update tenant set members_version = members_version + 1 where name = 'unheld'");

        await("t", "select members_applied >= members_version from tenant where name = 'unheld'");
        await("t", "select attempts > 0 and failure is not null from procedure where about = 'hopeless'");
        update("delete from procedure where about = 'hopeless'");
    }

    @Test
    void afterTheDatabaseDroppedEveryConnectionTheNextRequestIsServed() throws Exception {
        String owner = owner("dropped");
        value("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");

        for (int i = 0; i < 10; i++) {
            Answer answer = rest().get("v1/tenants/dropped/members", owner);
            assertEquals(200, answer.status(), "request " + i + ": " + answer);
        }
    }

    @Test
    void theDescriptionIsServed() throws Exception {
        Answer answer = rest().get("openapi", "");

        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("openapi: 3.1.0"), answer.body());
    }

    @Test
    void healthSaysThatEverythingAnswers() throws Exception {
        assertEquals(200, rest().get("health", "").status());
        assertEquals(200, rest().get("v1/health", "").status());
    }

    @Test
    void whatDoesNotExistIsAProblemToo() throws Exception {
        assertTrue(rest().get("v1/nothing", "").problem(404));
        assertTrue(rest().call("DELETE", "v1/signup", "", "", Map.of()).problem(405));
    }

    private static String value(String query) throws Exception {
        try (Connection connection = Surroundings.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "no row";
        }
    }

    private static void update(String sql) throws Exception {
        try (Connection connection = Surroundings.POSTGRES.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void await(String wanted, String query) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        String seen = value(query);
        while (!seen.equals(wanted)) {
            assertTrue(Instant.now().isBefore(end), "still " + seen + " after 30 s: " + query);
            Thread.sleep(100);
            seen = value(query);
        }
    }
}
