package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Members, invitations, and what each role may.
class MembersIT extends TenancyDeployment {

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
            // Who did what in a cluster, what was in it, and what learners reached is its owners' business.
            if (!route.method().equals("GET") || route.path().matches(".*/(clusters/default/(audit|history|backups/.*/archive)|classes).*")) {
                assertTrue(answer.problem(403) && answer.body().contains("yours is viewer"), route + ": " + answer);
            } else if (route.path().matches(".*/(backups/.*|restores/.*|backup-schedule)")) {
                // None is there.
                assertTrue(answer.problem(404), route + ": " + answer);
            } else {
                assertEquals(200, answer.status(), route + ": " + answer);
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
}
