package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sign-up, token, cluster and kubeconfig through REST.
@Order(1)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignUpE2E {

    private Marina marina;
    private Tenant acme;

    @BeforeAll
    void start(Marina given) {
        marina = given;
        acme = marina.signUp("acme").awaitReady();
    }

    @Test
    void statusShowsEveryComponentRunning() {
        marina.status().path("components").forEach(row -> assertEquals("running", row.path("state").asText(), row.toString()));
    }

    @Test
    void upOnceMoreChangesNothing() {
        long before = marina.pid("control-plane");

        marina.command("up").succeeded();

        assertEquals(before, marina.pid("control-plane"));
    }

    @Test
    void aRepeatedSignUpIsRefusedAndChangesNothing() {
        Answer again = marina.post("/api/v1/signup", "", acme.signUpBody()).expect(409);

        assertTrue(again.header("Content-Type").startsWith("application/problem+json"), again.header("Content-Type"));
        assertEquals("Ready", acme.cluster("default").path("phase").asText());
    }

    @ParameterizedTest(name = "{0} {1} is refused, naming {2}")
    @CsvSource({
            "ab,              person@one.test, tenant",
            "Acme_Corp,       person@one.test, tenant",
            "marina,          person@one.test, tenant",
            "fine-name,       not-an-address,  email"})
    void invalidInputIsRefusedNamingTheField(String tenant, String email, String field) {
        Answer answer = marina.post("/api/v1/signup", "", """
                {"tenant":"%s","email":"%s"}""".formatted(tenant, email)).expect(400);

        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"), answer.header("Content-Type"));
        assertTrue(answer.body().contains(field), answer.body());
    }

    @Test
    void thereIsNoAccountBeforeTheLinkIsFollowedAndAWeakPasswordLeavesItGood() {
        Tenant pending = new Tenant(marina, "pending-" + acme.name(), "owner@pending-" + acme.name() + ".test", "correct horse battery");
        String link = marina.post("/api/v1/signup", "", pending.signUpBody()).expect(202).json().path("link").asText();
        String confirmation = "{\"token\":\"%s\",\"password\":\"%s\"}";
        String token = link.replaceAll(".*token=", "");
        marina.post("/api/v1/token", "", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(pending.email(), pending.password())).expect(401);

        for (String weak : java.util.List.of("short", pending.email(), pending.name())) {
            assertTrue(marina.post("/api/v1/signup/confirm", "", confirmation.formatted(token, weak)).expect(400).body().contains("password"));
        }
        marina.post("/api/v1/signup/confirm", "", confirmation.formatted(token, pending.password())).expect(201);

        pending.awaitReady();
        marina.post("/api/v1/signup/confirm", "", confirmation.formatted(token, pending.password())).expect(400);
    }

    @Test
    void somebodyInvitedIsInOnceTheyAcceptAndOutOnceTheyAreRemoved() {
        Tenant guest = marina.signUp("guest").awaitReady();
        String members = "/api/v1/tenants/" + acme.name();
        String link = marina.post(members + "/invitations", acme.token(), """
                {"email":"%s","role":"developer"}""".formatted(guest.email())).expect(201).json().path("link").asText();
        String bearer = guest.token();
        assertEquals(403, kubectlAs(bearer));

        marina.post("/api/v1/invitations/accept", bearer, "{\"token\":\"%s\"}".formatted(link.replaceAll(".*token=", ""))).expect(200);
        assertEquals(200, kubectlAs(bearer));

        marina.delete(members + "/members/" + guest.email(), acme.token()).expect(204);
        assertEquals(403, kubectlAs(bearer));
    }

    /// What the cluster of acme answers to this token.
    private int kubectlAs(String bearer) {
        Program answer = Program.run(Marina.CHECKOUT, java.util.Map.of(), java.time.Duration.ofSeconds(30), java.util.List.of(
                "kubectl", "--server=" + marina.apiServer() + "/clusters/" + acme.name() + "/default",
                "--certificate-authority=" + marina.home().resolve("pki/ca.pem"), "--token=" + bearer, "get", "configmaps"));
        return answer.exitCode() == 0 ? 200 : answer.output().contains("Forbidden") || answer.output().contains("forbidden") ? 403 : -1;
    }

    @Test
    void unknownFieldsAreRefused() {
        Answer answer = marina.post("/api/v1/signup", "", """
                {"tenant":"fine-name","email":"person@one.test","plan":"gold"}""").expect(400);

        assertTrue(answer.body().contains("plan"), answer.body());
    }

    @Test
    void aWrongPasswordGetsNoToken() {
        marina.post("/api/v1/token", "", """
                {"email":"%s","password":"not the password"}""".formatted(acme.email())).expect(401);
    }

    @Test
    void theKubeconfigWorksWithAnUnmodifiedKubectl() {
        acme.kubectl("create", "configmap", "greeting", "--from-literal=text=hello").succeeded();

        String text = acme.kubectl("get", "configmap", "greeting", "-o", "jsonpath={.data.text}").succeeded().output();

        assertEquals("hello", text);
    }

    @Test
    void theRestTokenIsAcceptedByTheClustersApi() {
        Program answer = Program.run(Marina.CHECKOUT, java.util.Map.of(), java.time.Duration.ofSeconds(30), java.util.List.of(
                "kubectl", "--server=" + marina.apiServer() + "/clusters/" + acme.name() + "/default",
                "--certificate-authority=" + marina.home().resolve("pki/ca.pem"), "--token=" + acme.token(), "get", "namespaces"));

        assertTrue(answer.succeeded().output().contains("kube-system"), answer.output());
    }

    @Test
    void aSecondClusterComesAndGoes() {
        String clusters = "/api/v1/tenants/" + acme.name() + "/clusters";
        marina.post(clusters, acme.token(), "{\"name\":\"second\",\"nodes\":0}").expect(201);
        Await.until("cluster second is Ready", java.time.Duration.ofSeconds(30),
                () -> acme.cluster("second").path("phase").asText(), "Ready"::equals);

        int status = marina.delete(clusters + "/second", acme.token()).status();

        assertTrue(status == 202 || status == 204 || status == 200, "DELETE answered " + status);
        Await.until("cluster second is gone", java.time.Duration.ofSeconds(60),
                () -> marina.get(clusters + "/second", acme.token()).status(), gone -> gone == 404);
    }

    @Test
    void clustersBeyondTheQuotaAreRefused() {
        String clusters = "/api/v1/tenants/" + acme.name() + "/clusters";
        Tenant full = marina.signUp("full").awaitReady();
        String own = "/api/v1/tenants/" + full.name() + "/clusters";
        marina.post(own, full.token(), "{\"name\":\"second\",\"nodes\":0}").expect(201);

        Answer third = marina.post(own, full.token(), "{\"name\":\"third\",\"nodes\":0}");

        assertTrue(third.status() == 403 || third.status() == 409 || third.status() == 422, third.status() + " " + third.body());
        assertFalse(marina.get(own, full.token()).body().contains("third"));
        assertEquals(200, marina.get(clusters, acme.token()).status());
    }
}
