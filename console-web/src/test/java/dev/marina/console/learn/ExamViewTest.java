package dev.marina.console.learn;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static dev.marina.console.FakePlatform.enabled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.tabs.Tabs;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExamViewTest {

    private static final String LEARN = "/apis/learn.marina.dev/v1/";
    private static final String RUN = LEARN + "examruns/mine";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String EVIL = "<img src=x onerror=alert(1)>";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on("GET " + LEARN + "labs", 200, "{\"items\":[]}").on("GET " + LEARN + "exams", 200, """
                {"items":[{"metadata":{"name":"administrator"},"spec":{"title":{"en":"Administrator","zh":"管理员"},"summary":{"en":"Rights.","zh":"权限。"},
                 "minutes":60,"pass":66,"tasks":[{"id":"a"},{"id":"b"}]}}]}""")
                .on("GET " + RUN + "/paper", 200, paper("Running", 299)).on("POST " + LEARN + "examruns", 201, "{\"metadata\":{\"name\":\"mine\"}}")
                .on("PATCH " + RUN, 200, "{}").on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .list(LEARN + "labruns", List.of("Name", "Lab", "Phase", "Goals", "Points"))
                .list(LEARN + "examruns", List.of("Name", "Exam", "Phase", "Ends", "Result"),
                        FakeCluster.row("", "mine", "", "mine", "administrator", "Running", "2027-01-01T00:00:00Z", ""));
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    private static String paper(String phase, int seconds) {
        return """
                {"phase":"%s","remainingSeconds":%d,"title":{"en":"Administrator","zh":"管理员"},"pass":66,"tasks":[
                 {"id":"rights","run":"mine-rights","namespace":"lab-mine-rights","title":{"en":"Rights","zh":"权限"},"ask":{"en":"Let **ann** read. %s","zh":"让 ann 读。"},
                  "weight":10,"points":6,"phase":"Running","goals":[{"id":"role","title":{"en":"A role is there","zh":"有角色"},"points":3}]},
                 {"id":"drain","run":"mine-drain","namespace":"lab-mine-drain","title":{"en":"Drain","zh":"排空"},"ask":{"en":"Empty it.","zh":"清空。"},
                  "weight":5,"points":2,"phase":"Resetting","goals":[]}]}""".formatted(phase, seconds, EVIL);
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static void go() throws Exception {
        FakePlatform.go("clusters/acme/web/learn/exams/mine");
        FakePlatform.await(() -> FakePlatform.shown().contains("Namespace lab-mine-rights"));
    }

    private static void confirm() {
        ConfirmDialog dialog = _get(ConfirmDialog.class);
        ComponentUtil.fireEvent(dialog, new ConfirmDialog.ConfirmEvent(dialog, true));
    }

    @Test
    void itShowsTasksAndTheTimeThatIsLeftAndNotHowFarOneIs() throws Exception {
        go();
        String page = FakePlatform.shown();
        assertTrue(page.contains("4 min 59 s left") && page.contains("A role is there (3 points)"), page);
        assertTrue(page.contains(EVIL) && !_get(TaskPane.class).getElement().getOuterHTML().contains("<img"), "a text is text");
        assertFalse(page.contains("met") || page.contains("of 6 points"), page);
        _get(Tabs.class).setSelectedIndex(1);
        assertTrue(FakePlatform.shown().contains("The task is being prepared."), FakePlatform.shown());
    }

    @Test
    void itIsHandedInAfterAQuestionAndThenShowsWhatDecidedEachGoal() throws Exception {
        go();
        FakePlatform.await(() -> enabled("Hand in"));
        cluster.on("GET " + RUN + "/paper", 200, paper("Graded", 0)).on("GET " + RUN, 200, """
                {"metadata":{"name":"mine"},"status":{"phase":"Graded","score":{"percent":71,"pass":66,"passed":true},"tasks":[{"title":{"en":"Rights","zh":"权限"},
                 "weight":10,"points":3,"of":6,"goals":[{"title":{"en":"A role is there","zh":"有角色"},"state":"met","sees":{"en":"It is.","zh":"有。"},"points":3,
                  "earned":3,"decided":{"version":"812"}}]}]}}""");
        _click(_get(Button.class, spec -> spec.withText("Hand in")));
        assertFalse(cluster.asked.stream().anyMatch(each -> each.startsWith("PATCH")), "not before it is confirmed");
        confirm();
        FakePlatform.await(() -> FakePlatform.shown().contains("Passed, with 71 % (66 % were needed).") && FakePlatform.shown().contains("812"));
        assertTrue(cluster.asked.stream().anyMatch(each -> each.startsWith("PATCH") && each.contains("{\"spec\":{\"finished\":true}}")));
        assertFalse(enabled("Hand in"));
    }

    @Test
    void whoMayOnlyLookIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        go();
        FakePlatform.await(() -> "Missing permission: patch examruns"
                .equals(_get(Button.class, spec -> spec.withText("Hand in")).getElement().getAttribute("aria-description")));
    }

    @Test
    void oneBeginsOneselfAfterAQuestionAndGoesOnWithWhatWasBegun() throws Exception {
        FakePlatform.go("clusters/acme/web/learn");
        FakePlatform.await(() -> FakePlatform.shown().contains("passed from 66 %") && FakePlatform.shown().contains("Being written") && enabled("Begin"));
        _click(_get(Button.class, spec -> spec.withText("Begin")));
        assertTrue(_get(ConfirmDialog.class).getElement().getOuterHTML().length() > 0);
        confirm();
        FakePlatform.await(() -> FakePlatform.shown().contains("Namespace lab-mine-rights"));
        assertEquals(1, cluster.asked.stream().filter(each -> each.startsWith("POST /clusters/acme/web" + LEARN + "examruns")
                && each.contains("\"exam\":\"administrator\"")).count(), cluster.asked::toString);
    }
}
