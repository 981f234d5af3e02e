package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Sign-up, tokens for passwords, and new passwords.
class SignupIT extends TenancyDeployment {

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
            // two that follow the same link: the second finds it used
            boolean used = answer.get().status() == 400 && answer.get().toString().contains("\"field\":\"token\"");
            assertTrue(used || List.of(201, 409, 429, 503).contains(answer.get().status()), answer.get().toString());
        }

        assertEquals(1, made);
        assertEquals("1", value("select count(*) from tenant where name = 'stampede'"));
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

    /// The tests' server lets four wait for it.
    @Test
    void whileKeycloakHangsOnlySoManyWaitForIt() throws Exception {
        owner("waiting");
        Rest rest = rest();
        List<Future<Answer>> waiting = new ArrayList<>();
        TokenIssuer.Hold held = Surroundings.ISSUER.hold();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < 4; i++) {
                    waiting.add(people.submit(() -> rest.post("v1/token", "", credentials("waiting"))));
                }
                held.await(4);

                Answer spared = rest.post("v1/token", "", credentials("waiting"));

                assertTrue(spared.problem(503), spared.toString());
                assertTrue(waiting.stream().noneMatch(Future::isDone), "they wait all the while");
                assertEquals(200, rest.get("v1/tenants/waiting", token("owner@waiting.test")).status());
            } finally {
                held.end();
            }
        }
        for (Future<Answer> answer : waiting) {
            assertEquals(200, answer.get().status());
        }
    }

    private static String credentials(String tenant) {
        return "{\"email\":\"owner@%s.test\",\"password\":\"%s\"}".formatted(tenant, PASSWORD);
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

    @Test
    void whoIsLoggedInChangesTheirPasswordByThePresentOneAndNobodyElseDoes() throws Exception {
        String owner = owner("changing");
        String tenants = rest().post("v1/tenants/changing/tokens", owner, "{\"name\":\"ci\",\"scopes\":[\"clusters.read\"],\"days\":1}").json().path("token")
                .asText();

        Answer wrong = change(owner, "not the present one", "a new long one");
        Answer poor = change(owner, PASSWORD, "short");
        Answer right = change(owner, PASSWORD, "a new long one");
        Answer again = change(owner, PASSWORD, "a newer long one");

        assertTrue(wrong.problem(400), wrong.toString());
        assertEquals("presentPassword", wrong.json().path("errors").path(0).path("field").asText());
        assertFalse(wrong.body().contains("not the present one"), "it is not repeated");
        assertEquals("password", poor.json().path("errors").path(0).path("field").asText());
        assertEquals(204, right.status(), right.toString());
        assertTrue(again.problem(400), "the former one is none any more");
        assertTrue(change("", PASSWORD, "a new long one").problem(401));
        assertTrue(change(tenants, PASSWORD, "a new long one").problem(403), "an API token is for its tenant");
    }

    @Test
    void nobodyGuessesOnWithSomebodysSession() throws Exception {
        String owner = owner("guessed");
        String other = owner("not-guessed");
        Answer incomplete = rest().call("PUT", "v1/account/password", owner, "{\"password\":\"a new long one\"}", Map.of());
        assertEquals("presentPassword", incomplete.json().path("errors").path(0).path("field").asText(), incomplete.toString());

        Answer last = incomplete;
        for (int guess = 0; guess < 30 && last.status() == 400; guess++) {
            last = change(owner, "guess number " + guess, "a new long one");
        }

        assertTrue(last.problem(429), last.toString());
        assertEquals(204, change(other, PASSWORD, "a new long one").status(), "another person's guesses are not theirs");
    }

    private Answer change(String token, String present, String chosen) throws Exception {
        return rest().call("PUT", "v1/account/password", token, "{\"presentPassword\":\"%s\",\"password\":\"%s\"}".formatted(present, chosen), Map.of());
    }

    /// The newest: an earlier run may have left its own.
    private static String mailTo(String email, String about) throws Exception {
        try (var files = Files.list(Path.of(System.getenv("MARINA_HOME"), "mail"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                String text = Files.readString(file);
                if (text.startsWith("To: " + email) && text.contains(about)) {
                    return text;
                }
            }
        }
        throw new AssertionError("no mail to " + email + " about " + about);
    }
}
