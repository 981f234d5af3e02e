package dev.marina.console.learn;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static dev.marina.console.FakePlatform.button;
import static dev.marina.console.FakePlatform.enabled;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabSourcesViewTest {

    private static final String SOURCES = "/apis/learn.marina.dev/v1/labsources";
    private static final String LABS = "/apis/learn.marina.dev/v1/labs";
    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String FOUND = """
            {"metadata":{"name":"mine"},"spec":{"git":{"url":"https://git.example.org/labs"},"fetches":2},
             "status":{"fetched":{"revision":"4f2a"},"labs":[{"id":"mine--paint","title":{"en":"<b>Paint</b>","zh":"上色"}}],
              "problems":[{"file":"labs/wrong/lab.yaml","line":14,"field":"steps[0].goals[0].points","message":"<img src=x onerror=alert(1)> is 100"}]}}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        // a table and a list have one address; the page takes of each what it knows
        cluster = new FakeCluster()
                .on("GET " + SOURCES, 200, """
                        {"kind":"Table","metadata":{"resourceVersion":"5"},"columnDefinitions":[{"name":"Name","type":"string","priority":0}],
                         "rows":[%s],"items":[%s]}""".formatted(FakeCluster.row("", "mine", "", "mine"), FOUND))
                .on("PATCH " + SOURCES + "/mine", 200, FOUND).on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}")
                .on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static TextField field(String label) {
        return _get(TextField.class, spec -> spec.withLabel(label));
    }

    @Test
    void whatIsFoundAndWhatIsWrongIsShownAsTextAndNeverAsHtml() throws Exception {
        FakePlatform.go("clusters/acme/web/learn/sources");
        FakePlatform.await(() -> FakePlatform.shown().contains("labs/wrong/lab.yaml:14 steps[0].goals[0].points"));
        assertTrue(FakePlatform.shown().contains("<img src=x onerror=alert(1)> is 100"), FakePlatform.shown());
        assertTrue(FakePlatform.shown().contains("<b>Paint</b>"), FakePlatform.shown());
        assertTrue(FakePlatform.shown().contains("https://git.example.org/labs at 4f2a"), FakePlatform.shown());
    }

    @Test
    void aRepositoryIsNamedAndOnlyCheckedWhereThatIsAskedFor() throws Exception {
        FakePlatform.go("clusters/acme/web/learn/sources");
        FakePlatform.await(() -> enabled("Fetch"));
        _setValue(field("Git URL"), "https://git.example.org/labs");
        _setValue(field("Folder"), "course");
        _setValue(_get(Checkbox.class), true);
        _click(button("Fetch"));
        FakePlatform.await(() -> FakePlatform.shown().contains("mine was only checked: 1 labs, 1 problems."));
        assertTrue(cluster.asked.stream().anyMatch(each -> each.startsWith("PATCH /clusters/acme/web" + SOURCES + "/mine?") && each.contains("dryRun=All")
                && each.contains("\"git\":{\"url\":\"https://git.example.org/labs\",\"path\":\"course\"}")), cluster.asked::toString);
        FakePlatform.await(() -> enabled("Fetch again"));
        _click(button("Fetch again"));
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.contains("{\"spec\":{\"fetches\":3}}")));
    }

    private static String taught(String id, String name, String state) {
        return """
                {"id":"%s","name":"%s","state":"%s","starts":"2026-01-01T00:00:00Z","ends":"2027-01-01T00:00:00Z","labs":["pods"],"mostLearners":30,
                 "stuckMinutes":10,"atEnd":"keep","learners":3}""".formatted(id, name, state);
    }

    @Test
    void aSourceIsOpenedToAClassThatIsOpenAndWhatIsRefusedIsSaid() throws Exception {
        platform.on("GET /tenants/acme/classes", 200, "{\"items\":[%s,%s]}".formatted(taught("1", "over", "Closed"), taught("2", "7b", "Open")))
                .on("POST /tenants/acme/classes/2/sources", 201,
                        "{\"name\":\"class-0000000a\",\"cluster\":\"web\",\"source\":\"mine\",\"now\":\"Same\",\"labs\":[{\"id\":\"x\",\"title\":{}}]}");
        FakePlatform.go("clusters/acme/web/learn/sources");
        FakePlatform.await(() -> enabled("Open to a class"));
        _click(button("Open to a class"));
        FakePlatform.await(() -> !_find(ConfirmDialog.class).isEmpty());
        confirm();
        FakePlatform.await(() -> FakePlatform.shown().contains("1 labs of mine are open to 7b."));
        assertTrue(platform.asked.contains("POST /tenants/acme/classes/2/sources {\"cluster\":\"web\",\"source\":\"mine\"}"), platform.asked::toString);

        platform.on("GET /tenants/acme/classes", 403, "{\"detail\":\"this needs the role owner\"}");
        _click(button("Open to a class"));
        FakePlatform.await(() -> FakePlatform.shown().contains("this needs the role owner"));
    }

    private static void confirm() {
        ConfirmDialog dialog = _get(ConfirmDialog.class);
        ComponentUtil.fireEvent(dialog, new ConfirmDialog.ConfirmEvent(dialog, true));
    }

    @Test
    void aLabThatAClassOpensSaysSo() throws Exception {
        String lab = """
                {"metadata":{"name":"class-0000000a--paint"},"spec":{"title":{"en":"Paint","zh":"上色"},"summary":{"en":"One.","zh":"一。"},
                 "source":"class-0000000a","course":"c","courseTitle":{"en":"First steps","zh":"入门"},"order":1,"minutes":5,"points":2,"needs":[],"nodes":"any"}}""";
        cluster.on("GET " + LABS, 200, "{\"items\":[" + lab + "]}").on("GET " + LABS + "/class-0000000a--paint", 200, lab)
                .on("GET " + LABS + "/class-0000000a--paint/text", 200, "{\"languages\":{\"en\":{\"intro\":\"Welcome\",\"steps\":[],\"outro\":\"\"}}}")
                .on("GET " + RUNS + "/class-0000000a--paint", 404, "{\"kind\":\"Status\",\"message\":\"not found\"}").list(RUNS, List.of("Name"));
        FakePlatform.go("clusters/acme/web/learn");
        FakePlatform.await(() -> FakePlatform.shown().contains("Labs that a class opens to you"));
        FakePlatform.go("clusters/acme/web/learn/class-0000000a--paint");
        FakePlatform.await(() -> FakePlatform.shown().contains("Opened to you by a class that you joined."));
    }

    @Test
    void whoMayOnlyLookIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        FakePlatform.go("clusters/acme/web/learn/sources");
        FakePlatform.await(() -> "Missing permission: patch labsources".equals(_find(Button.class, spec -> spec.withText("Fetch")).stream()
                .map(each -> String.valueOf(each.getElement().getAttribute("aria-description"))).findFirst().orElse("")));
        assertFalse(button("Fetch").isEnabled());
    }

    @Test
    void anotherTenantsSourcesAreAskedOfTheirClusterAndRefusedThere() throws Exception {
        cluster.on("GET /clusters/globex/web" + SOURCES, 403, "{\"kind\":\"Status\",\"message\":\"labsources.learn.marina.dev is forbidden\"}");
        FakePlatform.go("clusters/globex/web/learn/sources");
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.startsWith("GET /clusters/globex/web" + SOURCES)));
        assertFalse(FakePlatform.shown().contains("Paint"));
    }

    @Test
    void aLabOfTheClustersOwnSaysWhoseItIsAndStandsBelowItsSource() throws Exception {
        String lab = """
                {"metadata":{"name":"mine--paint"},"spec":{"title":{"en":"Paint","zh":"上色"},"summary":{"en":"One.","zh":"一。"},"source":"mine",
                 "course":"c","courseTitle":{"en":"First steps","zh":"入门"},"order":1,"minutes":5,"points":2,"needs":[],"nodes":"any"}}""";
        cluster.on("GET " + LABS, 200, "{\"items\":[" + lab + "]}").on("GET " + LABS + "/mine--paint", 200, lab)
                .on("GET " + LABS + "/mine--paint/text", 200, "{\"languages\":{\"en\":{\"intro\":\"Welcome\",\"steps\":[],\"outro\":\"\"}}}")
                .on("GET " + RUNS + "/mine--paint", 404, "{\"kind\":\"Status\",\"message\":\"not found\"}").list(RUNS, List.of("Name"));
        FakePlatform.go("clusters/acme/web/learn");
        FakePlatform.await(() -> FakePlatform.shown().contains("Labs of this cluster: mine"));
        FakePlatform.go("clusters/acme/web/learn/mine--paint");
        FakePlatform.await(() -> FakePlatform.shown().contains("Brought by this cluster's own people (mine)."));
    }
}
