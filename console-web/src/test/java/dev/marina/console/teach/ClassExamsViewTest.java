package dev.marina.console.teach;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassExamsViewTest {

    private static final String ID = "11111111-1111-1111-1111-111111111111";
    private static final String EXAM = "22222222-2222-2222-2222-222222222222";
    private static final String OWN = "/tenants/school/classes/" + ID + "/exams";
    private static final String JOINED = "/classes/" + ID + "/exams";
    private static final String EVIL = "<img src=x onerror=alert(1)>";
    private static final String GIVEN = """
            "id":"%s","exam":"administrator","state":"Open","opens":"2026-01-01T00:00:00Z","closes":"2027-01-01T00:00:00Z","minutes":60,"attempts":1"""
            .formatted(EXAM);

    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform()
                .on("GET /exams", 200, "{\"items\":[{\"id\":\"administrator\",\"title\":{\"en\":\"Administrator\",\"zh\":\"管理员\"},\"minutes\":60}]}")
                .on("GET " + OWN, 200, "{\"items\":[{%s}]}".formatted(GIVEN)).on("POST " + OWN, 201, "{%s}".formatted(GIVEN))
                .on("DELETE " + OWN + "/" + EXAM, 204, "")
                .on("GET " + OWN + "/" + EXAM + "/attempts", 200, """
                        {"items":[{"id":"a","learner":"%s","number":1,"state":"Graded","started":"2026-01-01T10:00:00Z","ends":"2026-01-01T11:00:00Z","percent":71,"passed":true},
                         {"id":"b","number":1,"state":"Running","started":"2026-01-01T10:00:00Z","ends":"2026-01-01T11:00:00Z"}]}""".formatted(EVIL))
                .on("GET " + JOINED, 200, "{\"items\":[{%s,\"own\":[]}]}".formatted(GIVEN))
                .on("POST " + JOINED + "/" + EXAM + "/attempts", 201,
                        """
                        {"id":"a","number":1,"state":"Running","started":"2026-01-01T10:00:00Z","ends":"2026-01-01T11:00:00Z","tenant":"acme","cluster":"web","run":"exam-1"}""");
        LoggedIn.in(platform, platform.open(), "ann@school.test");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static void confirm() {
        ConfirmDialog dialog = _get(ConfirmDialog.class);
        ComponentUtil.fireEvent(dialog, new ConfirmDialog.ConfirmEvent(dialog, true));
    }

    private static void go() throws Exception {
        FakePlatform.go("tenants/school/classes/" + ID + "/exams");
        FakePlatform.await(() -> FakePlatform.shown().contains("71 %, passed"));
    }

    @Test
    void aTeacherSeesWhoWritesAndWhatCameOfItAndExportsIt() throws Exception {
        go();
        String page = FakePlatform.shown();
        assertTrue(page.contains("Being written") && page.contains("has left the class"), page);
        assertFalse(_get(GivenExamCard.class).getElement().getOuterHTML().contains("<img"), "a name is text");
        assertTrue(_get(GivenExamCard.class).getElement().getOuterHTML().contains("scope=\"row\""));
        assertEquals("/exam-grades/school/%s/%s".formatted(ID, EXAM), _get(Anchor.class, spec -> spec.withText("Results as CSV")).getHref());
    }

    @Test
    void aTeacherGivesOneAndTakesOneBackAfterAQuestion() throws Exception {
        go();
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Give an exam")).stream().anyMatch(Button::isEnabled));
        _click(_get(Button.class, spec -> spec.withText("Give an exam")));
        FakePlatform.await(() -> platform.asked.stream().anyMatch(each -> each.startsWith("POST " + OWN) && each.contains("\"exam\":\"administrator\"")
                && each.contains("\"minutes\":60") && each.contains("\"attempts\":1")));
        _click(_get(Button.class, spec -> spec.withText("Take back")));
        assertFalse(platform.asked.stream().anyMatch(each -> each.startsWith("DELETE")));
        confirm();
        FakePlatform.await(() -> platform.asked.stream().anyMatch(each -> each.startsWith("DELETE " + OWN + "/" + EXAM)));
    }

    @Test
    void aLearnerBeginsAfterAQuestionAndIsToldWhatIsRefused() throws Exception {
        platform.on("POST " + JOINED + "/" + EXAM + "/attempts", 409, "{\"detail\":\"labs of the exam are under way in this cluster\"}");
        FakePlatform.go("classes/" + ID + "/exams");
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("Begin")).isEmpty());
        _click(_get(Button.class, spec -> spec.withText("Begin")));
        assertFalse(platform.asked.stream().anyMatch(each -> each.startsWith("POST " + JOINED)), "the time does not run before it is confirmed");
        confirm();
        FakePlatform.await(() -> FakePlatform.shown().contains("labs of the exam are under way"));
    }
}
