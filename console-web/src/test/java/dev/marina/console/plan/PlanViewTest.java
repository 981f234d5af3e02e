package dev.marina.console.plan;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextArea;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanViewTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String PLANS = "POST /apis/marina.dev/v1/namespaces/shop/plans";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on(PLANS, 201, OutcomeTest.ANSWER).on("GET /api", 200, "{}")
                .on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static Button ask() {
        return _get(Button.class, spec -> spec.withText("See what would follow"));
    }

    private static void written(String tenant, String manifest) throws Exception {
        FakePlatform.go("clusters/%s/web/plan?namespace=shop".formatted(tenant));
        FakePlatform.await(() -> ask().isEnabled());
        _setValue(_get(TextArea.class), manifest);
        _click(ask());
    }

    private static final String POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

    @Test
    void everythingThatWouldFollowIsShownWithCausesAndWaits() throws Exception {
        written("acme", POD);
        FakePlatform.await(() -> FakePlatform.shown().contains("Stopped at a limit"));
        assertTrue(FakePlatform.shown().contains("1 of 2 manifests would be applied.") && FakePlatform.shown().contains("secrets is forbidden")
                && FakePlatform.shown().contains("None of the 2 nodes takes it."), FakePlatform.shown());
        assertTrue(ask().isEnabled());
    }

    @Test
    void limitsAndTurnsAreSaidInWords() throws Exception {
        cluster.on(PLANS, 422, "{\"kind\":\"Status\",\"message\":\"the cluster has 20000 objects\"}");
        written("acme", POD);
        FakePlatform.await(() -> FakePlatform.shown().contains("This is beyond what a plan takes: the cluster has 20000 objects"));
        cluster.on(PLANS, 429, "{\"kind\":\"Status\",\"message\":\"1 plan\"}");
        _click(ask());
        FakePlatform.await(() -> FakePlatform.shown().contains("Another plan is being made just now"));
    }

    @Test
    void whatCannotBeReadIsSaidAndNobodyIsAsked() throws Exception {
        written("acme", "kind: [Pod");
        assertTrue(FakePlatform.shown().contains("cannot be read"), FakePlatform.shown());
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/plans")), cluster.asked::toString);
    }

    @Test
    void anotherTenantsClusterRefusesIt() throws Exception {
        cluster.on("POST /clusters/globex/web/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 403, "{\"kind\":\"Status\",\"message\":\"forbidden\"}");
        FakePlatform.go("clusters/globex/web/plan?namespace=shop");
        FakePlatform.await(() -> "Missing permission: create plans in shop".equals(ask().getElement().getAttribute("aria-description")));
        assertFalse(ask().isEnabled());
        assertEquals(0, cluster.asked.stream().filter(each -> each.contains("/clusters/acme/")).count());
    }
}
