package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A teacher gives an exam; a learner writes it with the keyboard, in Chinese, knows nothing of the result before the end, and the teacher gets it with its
/// evidence. Another tenant sees nothing.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamE2E {

    private Marina marina;
    private Tenant teacher;
    private Tenant ann;
    private Tenant stranger;
    private Chromium chromium;
    private Page page;
    private JsonNode taught;
    private String exam;
    private JsonNode attempt;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        teacher = marina.signUp("examines").awaitReady();
        ann = marina.signUp("sits").awaitReady();
        stranger = marina.signUp("peeks").awaitReady();
        chromium = new Chromium(marina);
        page = chromium.of(ann, "zh-CN");
        taught = marina.post("/api/v1/tenants/" + teacher.name() + "/classes", teacher.token(), "{\"name\":\"exam\",\"ends\":\"%s\",\"labs\":[\"access\"]}"
                .formatted(Instant.now().plus(Duration.ofHours(5)))).expect(201).json();
        marina.post("/api/v1/classes", ann.token(), "{\"code\":\"%s\",\"name\":\"Ann\",\"tenant\":\"%s\",\"cluster\":\"default\"}"
                .formatted(taught.path("code").asText(), ann.name())).expect(201);
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private String exams() {
        return "/api/v1/tenants/%s/classes/%s/exams".formatted(teacher.name(), taught.path("id").asText());
    }

    private static void press(Page on, String selector) {
        Locator button = on.locator(selector).first();
        button.waitFor();
        button.focus();
        on.keyboard().press("Enter");
    }

    @Test
    @Order(1)
    void aTeacherGivesAnExamByKeyboard() {
        Page teaching = chromium.of(teacher, "en");
        teaching.navigate(marina.console() + "/tenants/%s/classes/%s/exams".formatted(teacher.name(), taught.path("id").asText()));
        press(teaching, "vaadin-button:not([disabled]):has-text('Give an exam')");
        teaching.locator(".card h3:has-text('administrator')").waitFor();
        Axe.assertAccessible(teaching, "exam", "class-exams");
        teaching.close();
        exam = marina.get(exams(), teacher.token()).expect(200).json().at("/items/0/id").asText();
        marina.get(exams(), stranger.token()).expect(403);
        marina.get("/api/v1/classes/%s/exams".formatted(taught.path("id").asText()), stranger.token()).expect(404);
    }

    @Test
    @Order(2)
    void aLearnerWritesItAndNothingShowsWhatWasReached() {
        page.navigate(marina.console() + "/classes/%s/exams".formatted(taught.path("id").asText()));
        press(page, "vaadin-button:has-text('开始')");
        // the page behind it is hidden, and kept from the keyboard, by the dialog
        assertEquals(List.of(), Axe.violations(page, "#outlet"), "the question before it begins");
        press(page, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        page.locator("[role='timer']:has-text('剩余')").waitFor();
        attempt = marina.get("/api/v1/classes/%s/exams".formatted(taught.path("id").asText()), ann.token()).expect(200).json().at("/items/0/own/0");
        String run = attempt.path("run").asText();
        Await.until("the first task is there", Duration.ofMinutes(2), () -> ann.kubectlJson("get", "labruns").path("items").valueStream()
                .filter(task -> task.at("/metadata/name").asText().equals(run + "-rights")).map(task -> task.at("/status/phase").asText()).findFirst()
                .orElse(""),
                "Running"::equals);
        assertTrue(ann.kubectl("get", "--raw", "/apis/learn.marina.dev/v1/examruns/" + run + "/paper").succeeded().output().contains("remainingSeconds"));
        page.locator("h5:has-text('要求')").waitFor();
        Axe.assertAccessible(page, "exam", "paper");
        Chromium.shot(page, "exam-paper");
        String who = ann.kubectlJson("get", "labrun", run + "-rights").at("/status/values/who").asText();
        String namespace = "lab-" + run + "-rights";
        ann.kubectl("-n", namespace, "create", "role", who + "-reader", "--verb=get,list,watch", "--resource=pods").succeeded();
        ann.kubectl("-n", namespace, "create", "rolebinding", who + "-reads", "--role=" + who + "-reader", "--user=" + who).succeeded();

        String seen = ann.kubectlJson("get", "labruns,examruns").toString();
        assertFalse(seen.contains("\"met\"") || seen.contains("\"score\"") || seen.contains("\"earned\""), seen);
        JsonNode attempts = marina.get(exams() + "/" + exam + "/attempts", teacher.token()).expect(200).json();
        assertEquals("Running", attempts.at("/items/0/state").asText(), attempts.toString());
        assertFalse(attempts.toString().contains("percent"), attempts.toString());
    }

    @Test
    @Order(3)
    void itIsHandedInByKeyboardAndTheTeacherGetsTheEvidence() {
        press(page, "vaadin-button:not([disabled]):has-text('提交')");
        press(page, "vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        page.locator(".exam-result:has-text('未通过')").waitFor();
        Axe.assertAccessible(page, "exam", "result");
        Chromium.shot(page, "exam-result");
        JsonNode graded = Await.until("it is graded", Duration.ofMinutes(1),
                () -> marina.get(exams() + "/" + exam + "/attempts", teacher.token()).expect(200).json()
                        .at("/items/0"),
                seen -> seen.path("state").asText().equals("Graded"));
        JsonNode evidence = marina.get(exams() + "/" + exam + "/attempts/" + graded.path("id").asText(), teacher.token()).expect(200).json();
        JsonNode goals = evidence.at("/tasks/0/goals");
        assertTrue(goals.valueStream().allMatch(goal -> goal.path("state").asText().equals("met") && goal.path("decided").has("version")), goals.toString());
        assertTrue(evidence.path("requests").valueStream().anyMatch(asked -> asked.path("verb").asText().equals("create")
                && asked.path("resource").asText().equals("roles")), evidence.path("requests").toString());
        assertEquals(12, graded.path("percent").asInt());
        Answer csv = marina.send(marina.request(exams() + "/" + exam + "/grades", teacher.token()).header("Accept", "text/csv").GET()).expect(200);
        assertTrue(csv.body().contains("Ann,1,Graded,12,false,rights,role,met,3,3,"), csv.body());
        marina.post("/api/v1/classes/%s/exams/%s/attempts".formatted(taught.path("id").asText(), exam), ann.token(), "").expect(409);
    }
}
