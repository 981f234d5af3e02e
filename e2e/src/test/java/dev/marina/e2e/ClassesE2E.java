package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A teacher and two learners: one gets on, the other is stuck, and the teacher sees it; a teacher of another tenant sees nothing.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassesE2E {

    private static final String LAB = "rest-api";
    /// What a spreadsheet and a page would carry out, were it not a name.
    private static final String EVIL = "=1+<img src=x onerror=document.title='evil'>";

    private Marina marina;
    private Tenant teacher;
    private Tenant stranger;
    private Tenant ann;
    private Tenant bob;
    private Chromium chromium;
    private Page page;
    private JsonNode taught;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        teacher = marina.signUp("teach").awaitReady();
        stranger = marina.signUp("elsewhere").awaitReady();
        ann = marina.signUp("ann").awaitReady();
        bob = marina.signUp("bob").awaitReady();
        chromium = new Chromium(marina);
        page = chromium.of(teacher, "en");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private String classes(Tenant of) {
        return "/api/v1/tenants/" + of.name() + "/classes";
    }

    private String own() {
        return classes(teacher) + "/" + taught.path("id").asText();
    }

    private static void press(Page on, String selector) {
        Locator button = on.locator(selector).first();
        button.waitFor();
        button.focus();
        on.keyboard().press("Enter");
    }

    private void begins(Tenant learner) {
        learner.kubectlWithInput("""
                {"apiVersion":"learn.marina.dev/v1","kind":"LabRun","metadata":{"name":"%s"},"spec":{"lab":"%s"}}""".formatted(LAB, LAB), "create", "-f", "-")
                .succeeded();
        Await.until("the run is graded", Duration.ofMinutes(2), () -> learner.kubectlJson("get", "labrun", LAB).at("/status/phase").asText(),
                "Running"::equals);
    }

    @Test
    @Order(1)
    void aTeacherMakesAClassAndTheFirstLearnerJoinsByKeyboard() {
        taught = marina.post(classes(teacher), teacher.token(), "{\"name\":\"7b\",\"ends\":\"%s\",\"labs\":[\"%s\"],\"stuckMinutes\":1}"
                .formatted(Instant.now().plus(Duration.ofHours(2)), LAB)).expect(201).json();
        assertTrue(taught.path("link").asText().endsWith("/join?code=" + taught.path("code").asText()), taught.toString());

        Page learner = chromium.of(ann, "zh-CN");
        learner.navigate(marina.console() + "/join?code=" + taught.path("code").asText());
        learner.locator("#consent").waitFor();
        assertTrue(learner.locator("#consent").textContent().contains(teacher.name()), "it says who will see what");
        Axe.assertAccessible(learner, "classes", "join");
        learner.locator("vaadin-text-field:has-text('您在班级中的名字') input").fill("Ann");
        press(learner, "vaadin-button:has-text('同意并加入')");
        learner.locator("a[href$='/clusters/" + ann.name() + "/default/learn']").waitFor();
        learner.close();
    }

    @Test
    @Order(2)
    void theOtherJoinsByRestWithANameThatIsNoName() {
        marina.post("/api/v1/classes", bob.token(), "{\"code\":\"%s\",\"name\":\"%s\",\"tenant\":\"%s\",\"cluster\":\"default\"}"
                .formatted(taught.path("code").asText(), EVIL, bob.name())).expect(201);
        marina.post("/api/v1/classes", stranger.token(), "{\"code\":\"%s\",\"name\":\"Eve\",\"tenant\":\"%s\",\"cluster\":\"default\"}"
                .formatted(taught.path("code").asText(), bob.name())).expect(403);
        begins(ann);
        begins(bob);
    }

    @Test
    @Order(3)
    void theTeacherSeesWhoGetsOnAndWhoIsStuckOnWhat() {
        JsonNode values = ann.kubectlJson("get", "labrun", LAB).at("/status/values");
        ann.kubectl("-n", values.path("namespace").asText(), "create", "configmap", values.path("name").asText(),
                "--from-literal=color=" + values.path("color").asText()).succeeded();

        page.navigate(marina.console() + "/tenants/" + teacher.name() + "/classes");
        page.locator("a.lab-title:has-text('7b')").waitFor();
        Axe.assertAccessible(page, "classes", "classes");
        press(page, "a.lab-title:has-text('7b')");
        page.locator(".matrix tr:has(th:text-is('Ann')) td.good").first().waitFor();
        // A minute after it began, since the class says so.
        page.locator(".stuck-list li:has-text('=1+<img')").first().waitFor(new Locator.WaitForOptions().setTimeout(180_000));
        assertEquals(0, page.locator(".matrix img, .stuck-list img").count(), "a name is text");
        assertTrue(page.locator(".matrix").textContent().contains(EVIL));
        Axe.assertAccessible(page, "classes", "matrix");
        Chromium.shot(page, "classes-matrix");

        JsonNode standing = marina.get(own() + "/standing", teacher.token()).expect(200).json();
        JsonNode stuck = standing.path("learners").valueStream().filter(one -> one.path("name").asText().equals(EVIL)).findFirst().orElseThrow()
                .at("/labs/0/stuck");
        assertEquals("made", stuck.path("goal").asText(), standing.toString());
        assertFalse(stuck.at("/sees/en").asText().isEmpty() || stuck.at("/sees/zh").asText().isEmpty(), "what the learner's cluster shows of the goal");
        for (String theirs : List.of(ann.email(), bob.email(), ann.name(), bob.name())) {
            assertFalse(standing.toString().contains(theirs), "nothing else of a learner: " + theirs);
        }
    }

    @Test
    @Order(4)
    void resultsAreExportedAndSpreadsheetsCarryNothingOut() {
        Answer csv = marina.send(marina.request(own() + "/grades", teacher.token()).header("Accept", "text/csv").GET()).expect(200);

        assertTrue(csv.body().contains("Ann," + LAB + ",Running,2,") && csv.body().contains("\r\n'=1+<img"), csv.body());
        assertFalse(csv.body().lines().anyMatch(line -> line.startsWith("=")), csv.body());
        com.microsoft.playwright.Download download = page.waitForDownload(() -> page.locator("a[href^='/grades/']").click());
        assertTrue(download.suggestedFilename().endsWith(".csv"), download.suggestedFilename());
    }

    @Test
    @Order(5)
    void nobodyElseSeesTheClass() {
        for (String path : List.of("", "/standing", "/grades")) {
            marina.get(own() + path, stranger.token()).expect(403);
            marina.get(own() + path, ann.token()).expect(403);
            marina.get(classes(stranger) + "/" + taught.path("id").asText() + path, stranger.token()).expect(404);
        }
        assertEquals(0, marina.get("/api/v1/classes", stranger.token()).expect(200).json().path("items").size());
        assertFalse(marina.get("/api/v1/classes", ann.token()).expect(200).body().contains("img"), "a learner sees nothing of another");
    }

    private static Locator row(Page on, String terminal, String text) {
        return on.locator(terminal + " .xterm-rows > div:has-text(\"" + text + "\")").first();
    }

    private static void types(Page on, String terminal, String text) {
        on.locator(terminal + " .xterm-helper-textarea").focus();
        on.keyboard().type(text);
        on.keyboard().press("Enter");
    }

    /// A page's own attempt at a terminal, with the number with which it is closed.
    private static String connects(Page from, String id) {
        return String.valueOf(from.evaluate("""
                id => new Promise(done => {
                    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/terminal?' + new URLSearchParams({ id, from: '0', n: crypto.randomUUID() }));
                    socket.onclose = event => done(String(event.code));
                    socket.onmessage = event => done('heard ' + event.data);
                })""", id));
    }

    @Test
    @Order(6)
    void aTeacherHelpsInALearnersTerminalOnceTheLearnerHasAgreedAndUntilTheLearnerEndsIt() {
        marina.command("images", "shell").succeeded();
        Page learner = chromium.of(ann, "en");
        learner.navigate(marina.console() + "/clusters/" + ann.name() + "/default/learn");
        press(learner, "#help-ask");
        learner.locator(".help-line:has-text('Nobody sees your terminal')").waitFor();

        page.locator(".learner-list li:has-text('Ann'):has-text('asks for help')").waitFor();
        press(page, "vaadin-button[aria-label='Offer help in their terminal: Ann']");
        learner.locator(".help-line:has-text('" + teacher.email() + "')").waitFor();
        assertEquals(0, page.locator("vaadin-button:has-text('See their terminal')").count(), "nothing is to be seen before the learner agrees");

        press(learner, "#help-agree");
        learner.locator("#help-consent:has-text('They cannot type.')").waitFor();
        // What is behind a dialog is hidden, and the dialog keeps the focus, which axe does not see.
        Axe.assertAccessible(learner, "classes", "help-consent", "#outlet");
        press(learner, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        learner.locator(".help-shared:has-text('is not looking now')").waitFor();
        learner.locator("marina-terminal[data-state=open]").waitFor(new Locator.WaitForOptions().setTimeout(180_000));
        String own = "marina-terminal:not([hidden])";
        types(learner, own, "echo before-$((20+3))");
        row(learner, own, "before-23").waitFor();

        press(page, "vaadin-button[aria-label='See their terminal: Ann']");
        String seen = "marina-terminal[another]";
        // What stood there before comes from the learner's page.
        row(page, seen, "before-23").waitFor();
        learner.locator(".help-shared:has-text('sees your shell')").waitFor();
        types(page, seen, "echo not-let-in");
        types(learner, own, "echo live-$((40+2))");
        row(page, seen, "live-42").waitFor();
        assertFalse(learner.locator(own + " .xterm-rows").textContent().contains("not-let-in"), "nobody types who was not let");
        Chromium.shot(page, "classes-help-teacher");

        press(learner, "#help-typing");
        press(learner, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        page.locator(seen + "[data-typing=true]").waitFor();
        types(page, seen, "kubectl get pods -n marina-shell");
        row(learner, own, "shell-").waitFor();
        row(page, seen, "1/1").waitFor();
        learner.locator(".help-shared:has-text('may type in it')").waitFor();
        Axe.assertAccessible(learner, "classes", "help-shared");
        Chromium.shot(learner, "classes-help-learner");
        // A program there that asks the terminal for its kind is answered once, by the learner's own: cat ends when two seconds bring nothing more.
        types(learner, own,
                "stty -icanon -echo min 0 time 20; printf '\\033[c'; cat | tr -cd c | wc -c | sed 's/^/answers=/'; stty sane");
        row(learner, own, "answers=1").waitFor();

        JsonNode audit = marina.get("/api/v1/tenants/" + ann.name() + "/audit", ann.token()).expect(200).json().path("items");
        assertTrue(audit.valueStream().anyMatch(act -> act.path("path").asText().contains("typed: kubectl get pods -n marina-shell")
                && act.path("actor").asText().equals(teacher.email())), audit.toString());
        String view = page.locator(seen).getAttribute("terminal");
        Page elsewhere = chromium.of(stranger, "en");
        for (String id : List.of(view, learner.locator(own).getAttribute("terminal"))) {
            assertEquals("1008", connects(elsewhere, id), "a teacher of another class");
        }
        assertEquals("1008", connects(page, learner.locator(own).getAttribute("terminal")), "the teacher has the view alone");
        elsewhere.close();
        teacherHasNoRightIn(ann);

        press(learner, "#help-end");
        page.locator(seen + " .terminal-notice:has-text('the learner ended it')").waitFor();
        types(learner, own, "echo alone-$((50+1))");
        row(learner, own, "alone-51").waitFor();
        assertFalse(page.locator(seen + " .xterm-rows").textContent().contains("alone-51"));
        assertEquals(0, marina.get(this.own() + "/help", teacher.token()).expect(200).json().path("items").size());
        learner.close();
    }

    private void teacherHasNoRightIn(Tenant learner) {
        assertEquals(403, marina.get("/api/v1/tenants/" + learner.name() + "/clusters/default", teacher.token()).status());
    }

    private void agreesTo(Page learner) {
        press(learner, "#help-agree");
        press(learner, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        learner.locator(".help-shared:has-text('is not looking now')").waitFor();
    }

    private static String archive(Path folder) throws Exception {
        Process tar = new ProcessBuilder("tar", "-C", folder.toString(), "-czf", "-", ".").start();
        String packed = Base64.getEncoder().encodeToString(tar.getInputStream().readAllBytes());
        assertEquals(0, tar.waitFor());
        return packed;
    }

    /// With the solution in the archive, as a careless teacher packs it.
    @Test
    @Order(8)
    void aClassOpensALabOfItsTeachersOwnAndNobodyReadsWhatIsInIt() throws Exception {
        teacher.kubectlWithInput(
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabSource\",\"metadata\":{\"name\":\"mine\"},\"spec\":{\"archive\":\"%s\"}}"
                        .formatted(archive(Marina.CHECKOUT.resolve("examples/labs"))),
                "create", "-f", "-").succeeded();
        page.navigate(marina.console() + "/clusters/" + teacher.name() + "/default/learn/sources");
        press(page, "[data-source='mine'] vaadin-button:has-text('Open to a class')");
        page.locator("vaadin-confirm-dialog-overlay vaadin-select:has-text('7b')").waitFor();
        press(page, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        page.locator("[role=status]:has-text('are open to 7b.')").waitFor();
        JsonNode opened = marina.get(own() + "/sources", teacher.token()).expect(200).json().at("/items/0");
        String lab = opened.path("name").asText() + "--feature-switch";
        assertEquals("Same " + lab, opened.path("now").asText() + " " + opened.at("/labs/0/id").asText(), opened.toString());

        Await.until("the learner has the lab", Duration.ofSeconds(30), () -> ann.kubectl("get", "lab", lab).exitCode(), code -> code == 0);
        for (Tenant other : List.of(stranger, teacher)) {
            other.kubectl("get", "lab", lab).failed();
            other.kubectl("get", "--raw", "/apis/learn.marina.dev/v1/labs/" + lab + "/text").failed();
        }
        assertEquals(0, ann.kubectlJson("get", "labsources").path("items").size());
        ann.kubectlWithInput(
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"own\"},\"spec\":{\"lab\":\"%s\"}}".formatted(lab),
                "create", "-f", "-").succeeded();
        Await.until("the run is graded", Duration.ofMinutes(2), () -> ann.kubectlJson("get", "labrun", "own").at("/status/phase").asText(), "Running"::equals);
        String solution = java.nio.file.Files.readString(Marina.CHECKOUT.resolve("examples/labs/feature-switch/solution.sh")).lines()
                .filter(line -> line.startsWith("kubectl")).findFirst().orElseThrow();
        for (List<String> asked : List.of(List.of("get", "labrun", "own", "-o", "json"), List.of("get", "lab", lab, "-o", "json"),
                List.of("get", "--raw", "/debug/store/keys?limit=500"))) {
            assertFalse(ann.kubectl(asked.toArray(String[]::new)).succeeded().output().contains(solution), asked.toString());
        }
        Await.until("the teacher sees the run", Duration.ofSeconds(30), () -> marina.get(own() + "/standing", teacher.token()).expect(200).json(),
                standing -> standing.path("learners").toString().contains(lab) && standing.path("labs").toString().contains(lab));

        page.navigate(marina.console() + "/tenants/" + teacher.name() + "/classes/" + taught.path("id").asText());
        press(page, "vaadin-button[aria-label='Take away: mine']");
        press(page, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        JsonNode told = Await.until("the run says so", Duration.ofMinutes(1), () -> ann.kubectlJson("get", "labrun", "own").path("status"),
                status -> status.at("/message/en").asText().startsWith("No class opens lab"));
        assertFalse(told.at("/message/zh").asText().isEmpty());
        ann.kubectl("get", "lab", lab).failed();
    }

    @Test
    @Order(9)
    void closingKeepsWhatWasReachedAndLeavesTheLearnersClusters() {
        press(page, "vaadin-button:has-text('Close the class')");
        press(page, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        page.locator(".facts span:text-is('Closed')").waitFor();
        Await.until("results are kept", Duration.ofMinutes(2), () -> marina.get(own() + "/grades", teacher.token()).expect(200).body(),
                body -> body.contains("\"phase\":\"Running\""));

        ann.kubectl("delete", "labrun", LAB).succeeded();
        assertTrue(marina.get(own() + "/grades", teacher.token()).expect(200).body().contains("\"points\":2"), "what is kept is the class's");
        marina.post("/api/v1/classes/offer", stranger.token(), "{\"code\":\"%s\"}".formatted(taught.path("code").asText())).expect(400);
        assertEquals("Ready", bob.cluster("default").path("phase").asText());
    }
}
