package dev.marina.console.why;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static dev.marina.console.FakePlatform.button;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WhyPaneTest {

    private static final String POD = "/api/v1/namespaces/shop/pods/big";
    private static final String EXPLAINED = "GET /apis/marina.dev/v1/namespaces/shop/pods/big/explanation";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String ANSWER = """
            {"steps":[
              {"version":"10","time":"2026-01-31T10:00:00Z","actor":"ann@acme.test","cause":"request/1","verb":"create",
               "object":{"group":"apps","resource":"deployments","namespace":"shop","name":"big"},"difference":[{"path":"spec.replicas","after":2}]},
              {"version":"11","time":"2026-01-31T10:00:01Z","because":"10","hidden":true}],
             "history":{"complete":true},
             "waiting":[{"reason":"NoNodeFits","message":"no node takes it","nodes":1,
               "verdicts":[{"node":"n1","plugins":{"NodeResourcesFit":{"fits":false,"reasons":["Insufficient cpu"]},"NodeName":{"fits":true}}}],
               "changes":[{"constraint":"requests","change":"lower","resource":"cpu","from":"3","to":"2000m","nodes":1}]}]}""";

    private FakeCluster cluster;
    private FakePlatform platform;
    private WhyPane pane;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(EXPLAINED, 200, ANSWER).on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET " + POD, 200, """
                {"metadata":{"name":"big","namespace":"shop","uid":"u"},"spec":{"containers":[{"resources":{"requests":{"cpu":"3"}}}]}}""")
                .on("PATCH " + POD + "/resize", 200, """
                        {"metadata":{"name":"big","namespace":"shop","uid":"u"},"spec":{"containers":[{"resources":{"requests":{"cpu":"2"}}}]}}""");
        platform = new FakePlatform(cluster);
        Person person = LoggedIn.in(platform, platform.open(), "ann@acme.test");
        pane = new WhyPane();
        UI.getCurrent().add(pane);
        pane.about(UI.getCurrent(), new ClusterApi(platform.console().http(), person, "acme", "web"), new ClusterRef("acme", "web"),
                new ObjectAddress("", "pods", "shop", "big"));
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private void look() throws Exception {
        pane.open(true);
        FakePlatform.await(() -> !_find(VerdictTable.class).isEmpty());
    }

    @Test
    void nothingIsAskedUntilSomebodyLooks() throws Exception {
        assertTrue(cluster.asked.isEmpty(), cluster.asked::toString);
        look();
        assertEquals(1, cluster.asked.size());
        assertEquals("None of the 1 nodes takes it.", _find(pane, Paragraph.class).getFirst().getText());
    }

    @Test
    void theChainLinksEachStepToItsCauseAndHidesWhatIsHidden() throws Exception {
        look();
        String chain = _get(ChainList.class).getElement().getOuterHTML();
        assertTrue(chain.contains("/clusters/acme/web/o/apps/deployments/shop/big") && chain.contains("href=\"#step-10\""), chain);
        assertTrue(_find(Span.class).stream().anyMatch(span -> span.getText().equals("something that you may not see")));

        _click(button("In time"));
        assertEquals(1, _find(WaterfallTable.class).size());
    }

    @Test
    void aChangeIsAppliedOnlyAfterItsDryRunWasShown() throws Exception {
        look();
        _click(button("See what it would change"));
        FakePlatform.await(() -> _find(DifferenceTable.class).size() == 2 && button("Apply").isEnabled());
        List<String> patches = patches();
        assertEquals(1, patches.size());
        assertTrue(patches.getFirst().contains("dryRun=All"), patches::toString);

        _click(button("Apply"));
        FakePlatform.await(() -> patches().size() == 2);
        assertFalse(patches().getLast().contains("dryRun"), patches()::toString);
    }

    @Test
    void whatTheClusterProposesIsTriedBeforeItIsApplied() throws Exception {
        cluster.on(EXPLAINED, 200, """
                {"steps":[],"history":{"complete":true},"waiting":[{"reason":"NoPods","message":"no pod","selector":{"app":"wbe"},"remedies":[
                 {"change":"selectorValue","message":"m","key":"app","from":"wbe","to":"web","pods":"2","ready":"2",
                  "object":{"resource":"services","namespace":"shop","name":"web"},"path":"/api/v1/namespaces/shop/services/web",
                  "patch":[{"op":"test","path":"/metadata/uid","value":"s"},{"op":"add","path":"/spec/selector/app","value":"web"}]},
                 {"change":"evil","message":"m","path":"https://elsewhere.test/x","object":{"resource":"services"},"patch":[]}]}]}""")
                .on("GET /api/v1/namespaces/shop/services/web", 200, "{\"metadata\":{\"uid\":\"s\"},\"spec\":{\"selector\":{\"app\":\"wbe\"}}}")
                .on("PATCH /api/v1/namespaces/shop/services/web", 200, "{\"metadata\":{\"uid\":\"s\"},\"spec\":{\"selector\":{\"app\":\"web\"}}}");
        pane.open(true);
        FakePlatform.await(() -> _find(Span.class).stream()
                .anyMatch(span -> span.getText().equals("Select app=web instead of wbe: 2 pods have it, 2 of them ready")));
        assertEquals(1, _find(Button.class, spec -> spec.withText("See what it would change")).size(), "a path that is none of the cluster's is no proposal");

        _click(button("See what it would change"));
        FakePlatform.await(() -> button("Apply").isEnabled());
        _click(button("Apply"));

        FakePlatform.await(() -> patches().size() == 2);
        assertTrue(patches().getFirst().contains("dryRun=All") && patches().getLast().contains("\"value\":\"web\""), patches()::toString);
    }

    @Test
    void aFaultThatSlowsAControllerIsUndone() throws Exception {
        cluster.on(EXPLAINED, 200, """
                {"steps":[],"history":{"complete":true},"waiting":[{"reason":"SchedulerSlowed","message":"m","delayMillis":8000,"fault":"slow"}]}""")
                .on("GET /apis/marina.dev/v1/faults/slow", 200, "{\"metadata\":{\"uid\":\"f\"},\"spec\":{\"type\":\"ControllerSlowed\"}}")
                .on("PATCH /apis/marina.dev/v1/faults/slow", 200, "{\"metadata\":{\"uid\":\"f\"},\"spec\":{\"undone\":true}}");
        pane.open(true);
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("See how to let it go on")).isEmpty());
        _click(button("See how to let it go on"));
        FakePlatform.await(() -> button("Apply").isEnabled());
        assertTrue(patches().getFirst().contains("/faults/slow") && patches().getFirst().contains("/spec/undone"), patches()::toString);
    }

    private List<String> patches() {
        return cluster.asked.stream().filter(each -> each.startsWith("PATCH")).toList();
    }

    @Test
    void whoMayNotChangeItIsToldTheMissingRightAndNothingIsTried() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        look();
        _click(button("See what it would change"));
        FakePlatform.await(() -> _find(Paragraph.class).stream().anyMatch(each -> each.getText().equals("Missing permission: patch pods/resize in shop")));
        assertFalse(button("Apply").isEnabled());
        assertEquals(List.of(), patches());
    }

    @Test
    void aDryRunThatTheServerRefusesLeavesNothingToApply() throws Exception {
        cluster.on("PATCH " + POD + "/resize", 422, "{\"kind\":\"Status\",\"message\":\"spec: Forbidden: not so\"}");
        look();
        _click(button("See what it would change"));
        FakePlatform.await(() -> _find(Span.class).stream().anyMatch(each -> each.getText().equals("spec: Forbidden: not so")));
        assertFalse(button("Apply").isEnabled());
    }

    @Test
    void aQuestionThatMustWaitItsTurnIsAskedAgain() throws Exception {
        cluster.on(EXPLAINED, 429, "{\"kind\":\"Status\",\"message\":\"another object is being explained\"}");
        pane.open(true);
        FakePlatform.await(() -> cluster.asked.size() >= 2);
        cluster.on(EXPLAINED, 200, ANSWER);
        FakePlatform.await(() -> !_find(VerdictTable.class).isEmpty());
    }
}
