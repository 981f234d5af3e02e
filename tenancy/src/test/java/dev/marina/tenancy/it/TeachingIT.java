package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.tenancy.it.Rest.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/// A teacher and learners, where who signs up needs a code.
class TeachingIT extends RestTests {

    private static final String CONFIG = "META-INF/microprofile-config.properties";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    @Deployment
    static WebArchive war() throws IOException {
        WebArchive war = platform();
        String own = new String(war.delete("/WEB-INF/classes/" + CONFIG).getAsset().openStream().readAllBytes(), StandardCharsets.UTF_8);
        return war.addAsResource(new StringAsset(own + "\nMARINA_SIGNUP=code\nMARINA_SIGNUP_CODES=staff,pupil=90d"), CONFIG);
    }

    /// The owner's token.
    private String made(String tenant, String code) throws Exception {
        Answer asked = ask(tenant, code);
        Answer made = rest().confirm(asked, PASSWORD);
        assertEquals(201, made.status(), asked + " then " + made);
        return token("owner@" + tenant + ".test");
    }

    private Answer ask(String tenant, String code) throws Exception {
        return rest().call("POST", "v1/signup", "", "{\"tenant\":\"%s\",\"email\":\"owner@%s.test\",\"code\":\"%s\"}".formatted(tenant, tenant, code),
                Rest.anywhere());
    }

    private static String ends() {
        return Instant.now().plus(Duration.ofHours(3)).toString();
    }

    private static String classes(String tenant) {
        return "v1/tenants/" + tenant + "/classes";
    }

    private JsonNode taught(String tenant, String teacher, String name, int most) throws Exception {
        Answer made = rest().post(classes(tenant), teacher,
                "{\"name\":\"%s\",\"ends\":\"%s\",\"courses\":[\"first-steps\"],\"mostLearners\":%d,\"stuckMinutes\":5}"
                        .formatted(name, ends(), most));
        assertEquals(201, made.status(), made.toString());
        return made.json();
    }

    private Answer join(String learner, String code, String name, String tenant, String cluster) throws Exception {
        return rest().post("v1/classes", learner,
                "{\"code\":\"%s\",\"name\":\"%s\",\"tenant\":\"%s\",\"cluster\":\"%s\"}".formatted(code, name, tenant, cluster));
    }

    @Test
    void aTeacherSeesHowTheLabsStandWhoIsStuckAndOnWhat() throws Exception {
        String teacher = made("school", "staff");
        JsonNode taught = taught("school", teacher, "7b", 30);
        String code = taught.path("code").asText();
        String ann = made("pupil-ann", code);
        String bob = made("pupil-bob", "pupil");

        Answer offer = rest().post("v1/classes/offer", ann, "{\"code\":\"%s\"}".formatted(code.toLowerCase(java.util.Locale.ROOT)));
        assertEquals("7b school Open", offer.json().path("name").asText() + " " + offer.json().path("tenant").asText() + " "
                + offer.json().path("state").asText(), offer.toString());
        // In the played control plane a cluster called after a lab has a run of it, half done long ago.
        assertEquals(201, join(ann, code, "Ann", "pupil-ann", "labels").status());
        assertEquals(201, join(bob, code, "=cmd|' /C calc'!A0", "pupil-bob", "silent").status());

        JsonNode standing = rest().get(classes("school") + "/" + taught.path("id").asText() + "/standing", teacher).json();

        assertEquals(List.of("first-pod", "labels"), standing.path("labs").valueStream().map(lab -> lab.path("id").asText()).toList());
        JsonNode row = standing.path("learners").path(0);
        assertEquals("Ann true labels Running 1 3 met unmet", "%s %s %s %s %d %d %s %s".formatted(row.path("name").asText(), row.path("known").asText(),
                row.at("/labs/0/lab").asText(), row.at("/labs/0/phase").asText(), row.at("/labs/0/points").asInt(), row.at("/labs/0/of").asInt(),
                row.at("/labs/0/goals/0/state").asText(), row.at("/labs/0/goals/1/state").asText()));
        assertEquals("runs The pod is Pending.", row.at("/labs/0/stuck/goal").asText() + " " + row.at("/labs/0/stuck/sees/en").asText());
        assertFalse(standing.path("learners").path(1).path("known").asBoolean(true), "whose cluster does not answer is not said to have reached nothing");
        assertEquals("labels runs 1", "%s %s %d".formatted(standing.at("/causes/0/lab").asText(), standing.at("/causes/0/goal").asText(),
                standing.at("/causes/0/learners").asInt()));
        for (String theirs : List.of("owner@pupil-ann.test", "pupil-ann", "silent", "endpoint")) {
            assertFalse(standing.toString().contains(theirs), "the teacher learns nothing else of a learner: " + theirs);
        }

        Answer csv = rest().call("GET", classes("school") + "/" + taught.path("id").asText() + "/grades", teacher, "", Map.of("Accept", "text/csv"));
        assertEquals(List.of("learner,lab,phase,points,of,met,goals,started,passed", "Ann,first-pod,NotBegun,0,0,0,0,,",
                "Ann,labels,Running,1,3,1,2,2026-01-01T10:00:00Z,", "'=cmd|' /C calc'!A0,first-pod,Unknown,0,0,0,0,,",
                "'=cmd|' /C calc'!A0,labels,Unknown,0,0,0,0,,"), csv.body().lines().toList());
        assertTrue(rest().call("GET", classes("school") + "/" + taught.path("id").asText() + "/grades?limit=3", teacher, "", Map.of("Accept", "text/csv"))
                .response()
                .headers().firstValue("Link").orElse("").contains("continue=3"));
    }

    @Test
    void theCodeOfAClassIsOneToSignUpWithUntilTheClassIsOver() throws Exception {
        String teacher = made("night-school", "staff");
        JsonNode taught = taught("night-school", teacher, "evening", 2);
        String code = taught.path("code").asText();
        String learner = made("evening-one", code);

        Instant end = Instant.parse(rest().get("v1/tenants/evening-one", learner).json().path("expires").asText());
        assertTrue(!end.isBefore(Instant.parse(taught.path("ends").asText())) && end.isBefore(Instant.now().plus(Duration.ofDays(2))), end.toString());
        assertTrue(join(learner, code, "One", "evening-one", "default").json().path("clusterForClass").asBoolean(), "the tenant was made for the class");
        assertEquals(202, ask("evening-two", code).status());
        assertTrue(ask("evening-three", code).problem(400), "no more sign up than the class takes");
        JsonNode pupils = taught("evening-one", learner, "pyramid", 200);
        assertTrue(ask("evening-four", pupils.path("code").asText()).problem(400), "who came by a code has none to give");

        assertEquals(200, rest().post(classes("night-school") + "/" + taught.path("id").asText() + "/closing", teacher, "{}").status());
        assertTrue(ask("evening-five", code).problem(400));
    }

    @Test
    void closingEndsTheCodeKeepsTheResultsAndRemovesOnlyWhatWasMadeForTheClass() throws Exception {
        String teacher = made("college", "staff");
        String own = classes("college") + "/";
        JsonNode taught = taught("college", teacher, "closing", 30);
        String id = taught.path("id").asText();
        String ann = made("college-ann", "pupil");
        String bob = made("college-bob", "pupil");
        assertEquals(201, join(ann, taught.path("code").asText(), "Ann", "college-ann", "labels").status());
        assertEquals(201, join(bob, taught.path("code").asText(), "Bob", "college-bob", "default").status());

        Answer closed = rest().post(own + id + "/closing", teacher, "{\"clusters\":\"remove\"}");

        assertEquals("Closed remove", closed.json().path("state").asText() + " " + closed.json().path("atEnd").asText(), closed.toString());
        assertFalse(closed.json().has("code"));
        await("Complete", "select state from procedure where kind = 'class-closing' and about = '" + id + "'");
        assertTrue(rest().get("v1/tenants/college-ann/clusters/labels", ann).problem(404), "made for the class, and gone with it");
        assertEquals(200, rest().get("v1/tenants/college-bob/clusters/default", bob).status());
        JsonNode kept = rest().get(own + id + "/standing", teacher).json();
        assertEquals("labels 1 3", "%s %d %d".formatted(kept.at("/learners/0/labs/0/lab").asText(), kept.at("/learners/0/labs/0/points").asInt(),
                kept.at("/learners/0/labs/0/of").asInt()), kept.toString());
        assertEquals(0, kept.path("causes").size());
        assertTrue(join(ann, taught.path("code").asText(), "Ann", "college-ann", "default").problem(400));
        assertTrue(rest().call("PATCH", own + id, teacher, "{\"mostLearners\":5}", Map.of()).problem(409));
        assertEquals(closed.body(), rest().post(own + id + "/closing", teacher, "{\"clusters\":\"keep\"}").body(), "once is enough");

        Answer copy = rest().post(own + id + "/copies", teacher, "{\"name\":\"next year\"}");
        assertEquals("Open 0 5", "%s %d %d".formatted(copy.json().path("state").asText(), copy.json().path("learners").asInt(),
                copy.json().path("stuckMinutes").asInt()), copy.toString());
        assertEquals(taught.path("labs"), copy.json().path("labs"));
        assertNotEquals(taught.path("code"), copy.json().path("code"));
        assertEquals(204, rest().call("DELETE", own + id, teacher, "", Map.of()).status());
        assertTrue(rest().get(own + id, teacher).problem(404));
        assertEquals(200, rest().get("v1/tenants/college-bob/clusters/default", bob).status());
    }

    @Test
    void aClassWhoseTimeIsOverClosesByItselfAndItsClustersSleep() throws Exception {
        String teacher = made("timed", "staff");
        JsonNode taught = taught("timed", teacher, "short", 30);
        String id = taught.path("id").asText();
        String ann = made("timed-ann", "pupil");
        assertEquals(201, join(ann, taught.path("code").asText(), "Ann", "timed-ann", "labels").status());
        assertEquals(200, rest().call("PATCH", classes("timed") + "/" + id, teacher, "{\"atEnd\":\"asleep\"}", Map.of()).status());

        update("update class set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 second' where id = '" + id + "'");

        await("Complete", "select state from procedure where kind = 'class-closing' and about = '" + id + "'");
        assertEquals(0, rest().get("v1/tenants/timed-ann/clusters/labels", ann).json().at("/nodes/wanted").asInt(-1));
        assertEquals("Closed", rest().get(classes("timed") + "/" + id, teacher).json().path("state").asText());
    }

    @Test
    void nothingOfAClassReachesWhoIsNotInIt() throws Exception {
        String teacher = made("mine-school", "staff");
        String other = made("other-school", "staff");
        JsonNode taught = taught("mine-school", teacher, "secret", 30);
        String id = taught.path("id").asText();
        String ann = made("mine-ann", "pupil");
        assertEquals(201, join(ann, taught.path("code").asText(), "Ann", "mine-ann", "default").status());

        for (String path : List.of("", "/standing", "/grades")) {
            assertTrue(rest().get(classes("other-school") + "/" + id + path, other).problem(404), path);
            assertTrue(rest().get(classes("mine-school") + "/" + id + path, other).problem(403), path);
            assertTrue(rest().get(classes("mine-school") + "/" + id + path, ann).problem(403), path);
        }
        assertTrue(rest().post(classes("other-school") + "/" + id + "/closing", other, "{\"clusters\":\"remove\"}").problem(404));
        assertTrue(rest().post(classes("other-school") + "/" + id + "/copies", other, "{\"name\":\"stolen\"}").problem(404));
        assertTrue(rest().post(classes("other-school") + "/" + id + "/code", other, "").problem(404));
        assertTrue(rest().call("DELETE", classes("other-school") + "/" + id, other, "", Map.of()).problem(404));
        assertTrue(rest().call("DELETE", classes("other-school") + "/" + id + "/learners/" + NOBODY, other, "", Map.of()).problem(404));
        assertTrue(rest().call("DELETE", "v1/classes/" + id, other, "", Map.of()).problem(404), "who is not in it cannot leave it");
        assertTrue(join(other, taught.path("code").asText(), "Eve", "mine-ann", "default").problem(403), "nobody shows another's cluster");
        assertEquals(0, rest().get("v1/classes", other).json().path("items").size());
        JsonNode attended = rest().get("v1/classes", ann).json();
        assertFalse(attended.toString().contains("learners") || attended.toString().contains("code"), "of other learners nothing is said: " + attended);

        assertEquals(204, rest().call("DELETE", "v1/classes/" + id, ann, "", Map.of()).status());
        assertEquals(0, rest().get(classes("mine-school") + "/" + id + "/standing", teacher).json().path("learners").size());
    }

    @Test
    void codesAreNotGuessedAndAClassIsNotFlooded() throws Exception {
        String teacher = made("small-school", "staff");
        JsonNode taught = taught("small-school", teacher, "small", 1);
        String code = taught.path("code").asText();
        String ann = made("small-ann", "pupil");
        String bob = made("small-bob", "pupil");
        assertEquals(201, join(ann, code, "Ann", "small-ann", "default").status());
        assertEquals(201, join(ann, code, "Ann again", "small-ann", "default").status(), "joining twice is joining once");

        Answer full = join(bob, code, "Bob", "small-bob", "not-made");
        assertTrue(full.problem(409) && full.body().contains("takes 1"), full.toString());
        assertTrue(rest().get("v1/tenants/small-bob/clusters/not-made", bob).problem(404), "who finds no place has no cluster of it");
        for (String most : List.of("10000", "0", "-1", "\"many\"")) {
            assertTrue(rest().post(classes("small-school"), teacher, "{\"name\":\"huge\",\"ends\":\"%s\",\"labs\":[\"labels\"],\"mostLearners\":%s}"
                    .formatted(ends(), most)).body().contains("\"field\":\"mostLearners\""), most);
        }
        List<Integer> guesses = IntStream.range(0, 12).mapToObj(guess -> guess(bob)).toList();
        assertTrue(guesses.contains(400) && guesses.getLast() == 429, guesses.toString());
        assertEquals(200, rest().post("v1/classes/offer", ann, "{\"code\":\"%s\"}".formatted(code)).status(), "who guesses keeps nobody else out");

        Answer renewed = rest().post(classes("small-school") + "/" + taught.path("id").asText() + "/code", teacher, "");
        assertNotEquals(code, renewed.json().path("code").asText());
        assertTrue(rest().post("v1/classes/offer", ann, "{\"code\":\"%s\"}".formatted(code)).problem(400));
    }

    private int guess(String who) {
        try {
            return rest().post("v1/classes/offer", who, "{\"code\":\"AAAAA-AAAAA\"}").status();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsWrongIsNamedAndAnOlderViewChangesNothing() throws Exception {
        String teacher = made("strict-school", "staff");
        String own = classes("strict-school");
        for (String[] wrong : new String[][] {{"name", "\"\""}, {"name", "\"a\\nb\""}, {"ends", "\"tomorrow\""}, {"ends", "\"2020-01-01T00:00:00Z\""},
                {"labs", "[\"none\"]"}, {"labs", "[]"}, {"courses", "[\"none\"]"}, {"stuckMinutes", "0"}, {"atEnd", "\"burn\""}, {"surprise", "1"}}) {
            java.util.Map<String, String> body = new java.util.LinkedHashMap<>(
                    Map.of("name", "\"strict\"", "ends", '"' + ends() + '"', "labs", "[\"labels\"]"));
            body.put(wrong[0], wrong[1]);
            String json = body.entrySet().stream().map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
                    .collect(java.util.stream.Collectors.joining(",", "{", "}"));
            Answer refused = rest().post(own, teacher, json);
            assertTrue(refused.problem(400) && refused.body().contains("\"field\":\"" + wrong[0]), wrong[0] + " " + wrong[1] + ": " + refused);
        }
        assertEquals(0, rest().get(own, teacher).json().path("items").size());

        Answer made = rest().call("POST", own, teacher, "{\"name\":\"<b>7b</b>\",\"ends\":\"%s\",\"labs\":[\"labels\"]}".formatted(ends()),
                Map.of("Idempotency-Key", "strict-one"));
        assertTrue(rest().post(own, teacher, "{\"name\":\"<b>7b</b>\",\"ends\":\"%s\",\"labs\":[\"labels\"]}".formatted(ends())).problem(409));
        String path = own + "/" + made.json().path("id").asText();
        Answer changed = rest().call("PATCH", path, teacher, "{\"name\":\"7c\"}", Map.of("If-Match", made.tag()));
        assertEquals("7c", changed.json().path("name").asText(), changed.toString());
        assertTrue(rest().call("PATCH", path, teacher, "{\"name\":\"7d\"}", Map.of("If-Match", made.tag())).problem(412));
        assertTrue(rest().call("POST", path + "/closing", teacher, "{}", Map.of("If-Match", made.tag())).problem(412));
        assertEquals("Open", rest().get(path, teacher).json().path("state").asText());
        assertTrue(rest().post("v1/classes", teacher, "{\"code\":\"%s\",\"name\":\" \",\"tenant\":\"strict-school\",\"cluster\":\"default\"}"
                .formatted(made.json().path("code").asText())).body().contains("\"field\":\"name\""));
        assertTrue(join(teacher, made.json().path("code").asText(), "Me", "strict-school", "Bad_Name").body().contains("\"field\":\"cluster\""));
    }

    /// Labs of which the learners' clusters have runs, in the order in which they joined: in the played control plane a cluster has a run of each that is open to it.
    private List<String> learning(String tenant, String id, String teacher) throws Exception {
        return rest().get(classes(tenant) + "/" + id + "/standing", teacher).json().path("learners").valueStream()
                .map(row -> row.path("name").asText() + row.path("labs").valueStream().map(lab -> lab.path("lab").asText()).toList()).toList();
    }

    @Test
    void aClassOpensLabsOfTheTeachersOwnToItsLearnersUntilItIsOverAndToNobodyElse() throws Exception {
        String teacher = made("own-school", "staff");
        String stranger = made("own-stranger", "staff");
        JsonNode taught = taught("own-school", teacher, "own", 30);
        JsonNode other = taught("own-stranger", stranger, "strange", 30);
        String id = taught.path("id").asText();
        String path = classes("own-school") + "/" + id + "/sources";
        String ann = made("own-ann", "pupil");
        String bob = made("own-bob", "pupil");
        String eve = made("own-eve", "pupil");
        assertEquals(201, join(ann, taught.path("code").asText(), "Ann", "own-ann", "default").status());
        assertEquals(201, join(eve, other.path("code").asText(), "Eve", "own-eve", "default").status());

        Answer opened = rest().post(path, teacher, "{\"cluster\":\"default\",\"source\":\"mine\"}");
        assertEquals(201, opened.status(), opened.toString());
        String lab = opened.json().at("/labs/0/id").asText();
        assertEquals(opened.json().path("name").asText() + "--paint Same", lab + " " + opened.json().path("now").asText());
        assertEquals(201, join(bob, taught.path("code").asText(), "Bob", "own-bob", "default").status(), "who joins later has them too");

        assertEquals(List.of("Ann[" + lab + "]", "Bob[" + lab + "]"), learning("own-school", id, teacher));
        assertEquals(List.of("Eve[]"), learning("own-stranger", other.path("id").asText(), stranger));
        JsonNode standing = rest().get(classes("own-school") + "/" + id + "/standing", teacher).json();
        assertEquals("Made", standing.at("/labs/2/goals/0/title/en").asText(), "their goals have titles: " + standing.path("labs"));
        assertTrue(rest().get("v1/classes", ann).json().at("/items/0/labs").toString().contains(lab));
        Answer again = rest().post(path, teacher, "{\"cluster\":\"default\",\"source\":\"mine\"}");
        assertEquals(opened.json().path("name"), again.json().path("name"), "once more is not another copy");
        assertEquals(1, rest().get(path, teacher).json().path("items").size());
        assertEquals(200, rest().call("PATCH", classes("own-school") + "/" + id, teacher, "{\"labs\":[\"labels\"]}", Map.of()).status());
        assertEquals(List.of("labels", lab),
                rest().get(classes("own-school") + "/" + id, teacher).json().path("labs").valueStream().map(JsonNode::asText).toList(),
                "to choose others of the installation's takes none of the own away");

        String name = opened.json().path("name").asText();
        for (Answer refused : List.of(rest().get(path, stranger), rest().post(path, ann, "{\"cluster\":\"default\",\"source\":\"mine\"}"),
                rest().call("DELETE", path + "/" + name, stranger, "", Map.of()), rest().get(path, ann))) {
            assertTrue(refused.problem(403), refused.toString());
        }
        String theirs = classes("own-stranger") + "/" + other.path("id").asText();
        assertTrue(rest().call("DELETE", theirs + "/sources/" + name, stranger, "", Map.of()).problem(404), "another class's is not this one's");
        assertTrue(rest().call("PATCH", theirs, stranger, "{\"labs\":[\"labels\",\"%s\"]}".formatted(lab), Map.of()).problem(400));
        assertTrue(rest().get("v1/labs?limit=500", stranger).json().path("items").valueStream().noneMatch(one -> one.path("id").asText().equals(lab)));
        for (String wrong : List.of("none", "class-0000000a", "two--hyphens", "../mine", "x".repeat(18))) {
            assertTrue(rest().post(path, teacher, "{\"cluster\":\"default\",\"source\":\"%s\"}".formatted(wrong)).body().contains("\"field\":\"source\""),
                    wrong);
        }

        assertEquals(204, rest().call("DELETE", "v1/classes/" + id, bob, "", Map.of()).status());
        assertEquals(201, join(bob, other.path("code").asText(), "Bob", "own-bob", "default").status());
        assertEquals(List.of("Eve[]", "Bob[]"), learning("own-stranger", other.path("id").asText(), stranger), "who has left has them no more");
        assertEquals(200, rest().post(classes("own-school") + "/" + id + "/closing", teacher, "{}").status());
        await("Complete", "select state from procedure where kind = 'class-closing' and about = '" + id + "'");
        assertEquals(List.of("Ann[" + lab + "]"), learning("own-school", id, teacher), "what was reached is kept");
        assertEquals(0, rest().get(path, teacher).json().path("items").size(), "and the copy has gone");
        assertTrue(rest().post(path, teacher, "{\"cluster\":\"default\",\"source\":\"mine\"}").problem(409));
        assertEquals(List.of("labels"),
                rest().post(classes("own-school") + "/" + id + "/copies", teacher, "{\"name\":\"again\"}").json().path("labs").valueStream()
                        .map(JsonNode::asText).toList());
    }

    private Answer put(String path, String token, String body) throws Exception {
        return rest().call("PUT", path, token, body, Map.of());
    }

    private Answer consent(String taught, String learner, String help, boolean typing) throws Exception {
        return put("v1/classes/" + taught + "/help/consent", learner, "{\"help\":\"%s\",\"stream\":\"stream-of-one-terminal\",\"typing\":%s}".formatted(help,
                typing));
    }

    private JsonNode ownHelp(String learner) throws Exception {
        return rest().get("v1/classes", learner).json().at("/items/0/help");
    }

    @Test
    void nothingIsSharedBeforeTheLearnerAgreesAndTheAuditOfTheLearnersTenantHasWhatTheTeacherDid() throws Exception {
        String teacher = made("help-school", "staff");
        JsonNode taught = taught("help-school", teacher, "helped", 30);
        String id = taught.path("id").asText();
        String ann = made("help-ann", "pupil");
        String bob = made("help-bob", "pupil");
        assertEquals(201, join(ann, taught.path("code").asText(), "Ann", "help-ann", "default").status());
        assertEquals(201, join(bob, taught.path("code").asText(), "Bob", "help-bob", "default").status());
        String own = classes("help-school") + "/" + id + "/help";
        String learner = rest().get(classes("help-school") + "/" + id + "/standing", teacher).json().at("/learners/0/id").asText();
        String path = own + "/" + learner;

        assertEquals("Asked", rest().post("v1/classes/" + id + "/help", ann, "").json().path("state").asText());
        JsonNode asked = rest().get(own, teacher).json();
        assertEquals("Asked " + learner, asked.at("/items/0/state").asText() + " " + asked.at("/items/0/learner").asText(), asked.toString());
        assertTrue(consent(id, ann, asked.at("/items/0/id").asText(), false).problem(409), "nobody has offered anything yet");
        Answer offered = put(path, teacher, "");
        assertEquals("Offered", offered.json().path("state").asText(), offered.toString());
        String help = offered.json().path("id").asText();
        String act = "{\"help\":\"%s\",\"act\":\"typed\",\"typed\":\"kubectl get pods\"}".formatted(help);
        assertTrue(rest().post(path + "/acts", teacher, act).problem(409), "nothing is shared yet");
        assertEquals("owner@help-school.test", ownHelp(ann).path("teacher").asText());
        assertFalse(rest().get("v1/classes", bob).body().contains("help-school.test"), "another learner hears nothing of it");

        assertTrue(consent(id, bob, help, true).problem(409), "another learner agrees to nothing");
        assertTrue(consent(id, ann, NOBODY, true).problem(409));
        assertEquals("Shared false", consent(id, ann, help, false).json().path("state").asText() + " " + ownHelp(ann).path("typing").asBoolean());
        assertEquals("stream-of-one-terminal", rest().get(own, teacher).json().at("/items/0/stream").asText());
        assertTrue(consent(id, ann, help, true).json().path("typing").asBoolean());
        assertEquals(204, rest().post(path + "/acts", teacher, act).status());
        String audit = rest().get("v1/tenants/help-ann/audit", ann).json().path("items").valueStream()
                .filter(one -> one.path("path").asText().endsWith("typed: kubectl get pods")).map(one -> one.path("actor").asText()).findFirst().orElse("");
        assertEquals("owner@help-school.test", audit);
        assertFalse(rest().get("v1/tenants/help-bob/audit", bob).body().contains("kubectl get pods"));
        for (String wrong : List.of("a\\u001b[2Jb", "x".repeat(257), "\\u202e")) {
            assertTrue(rest().post(path + "/acts", teacher, "{\"help\":\"%s\",\"act\":\"typed\",\"typed\":\"%s\"}".formatted(help, wrong)).body()
                    .contains("\"field\":\"typed\""), wrong);
        }

        assertEquals(204, rest().call("DELETE", "v1/classes/" + id + "/help", ann, "", Map.of()).status());
        assertEquals(0, rest().get(own, teacher).json().path("items").size());
        assertTrue(rest().post(path + "/acts", teacher, act).problem(409), "it is over");
        assertTrue(consent(id, ann, help, false).problem(409), "an offer is agreed to once");
    }

    @Test
    void helpIsTheClassesOwnersAloneAndEndsWithTheClassWithTheTeacherAndWithTheLearner() throws Exception {
        String teacher = made("helper-school", "staff");
        String other = made("helper-other", "staff");
        JsonNode taught = taught("helper-school", teacher, "helped", 30);
        String id = taught.path("id").asText();
        String ann = made("helper-ann", "pupil");
        assertEquals(201, join(ann, taught.path("code").asText(), "Ann", "helper-ann", "default").status());
        String learner = rest().get(classes("helper-school") + "/" + id + "/standing", teacher).json().at("/learners/0/id").asText();
        String path = classes("helper-school") + "/" + id + "/help/" + learner;

        assertTrue(put(classes("helper-other") + "/" + id + "/help/" + learner, other, "").problem(404), "a teacher of another class");
        assertTrue(put(path, other, "").problem(403));
        assertTrue(put(path, ann, "").problem(403));
        assertTrue(put(classes("helper-school") + "/" + id + "/help/" + NOBODY, teacher, "").problem(404));
        assertTrue(rest().post("v1/classes/" + id + "/help", other, "").problem(404), "who is not in the class asks nobody");

        String help = put(path, teacher, "").json().path("id").asText();
        assertEquals(200, consent(id, ann, help, false).status());
        update("update membership set role = 'viewer' where tenant_id = (select id from tenant where name = 'helper-school')");
        assertTrue(ownHelp(ann).isMissingNode(), "a former teacher helps nobody");
        update("update membership set role = 'owner' where tenant_id = (select id from tenant where name = 'helper-school')");
        assertEquals("Shared", ownHelp(ann).path("state").asText());
        update("update class_help set ends_at = now(), since = now() - interval '2 hours'");
        assertTrue(ownHelp(ann).isMissingNode(), "its time is over");
        String again = put(path, teacher, "").json().path("id").asText();
        assertEquals(200, consent(id, ann, again, false).status());

        assertEquals(200, rest().post(classes("helper-school") + "/" + id + "/closing", teacher, "{}").status());
        assertTrue(ownHelp(ann).isMissingNode());
        assertTrue(put(path, teacher, "").problem(409));
        assertTrue(rest().post("v1/classes/" + id + "/help", ann, "").problem(409));
        assertEquals(204, rest().call("DELETE", classes("helper-school") + "/" + id + "/learners/" + learner, teacher, "", Map.of()).status());
        assertEquals(0, rest().get(classes("helper-school") + "/" + id + "/help", teacher).json().path("items").size());
    }
}
