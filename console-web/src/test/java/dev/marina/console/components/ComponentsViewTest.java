package dev.marina.console.components;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComponentsViewTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String SCHEDULER = "/apis/marina.dev/v1/controllers/scheduler";
    private static final String DNS = "/apis/marina.dev/v1/nodecomponents/dns";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .list("/apis/marina.dev/v1/controllers", List.of("Name", "Phase", "Queued", "Next"),
                        FakeCluster.row("", "job", "", "job", "Running", "0", ""),
                        FakeCluster.row("", "scheduler", "", "scheduler", "Paused", "2", "Pod shop/web-1"))
                .list("/apis/marina.dev/v1/nodecomponents", List.of("Name", "Switched"), FakeCluster.row("", "dns", "", "dns", "Off"),
                        FakeCluster.row("", "service-proxy", "", "service-proxy", "On"))
                .list("/api/v1/pods", List.of("Name", "Status"), FakeCluster.row("shop", "web-0", "", "web-0", "Running"),
                        FakeCluster.row("shop", "web-1", "", "web-1", "Pending"))
                .list("/api/v1/nodes", List.of("Name"), FakeCluster.row("", "n1", "", "n1")).on("PATCH " + SCHEDULER, 200, "{}").on("PATCH " + DNS, 200, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static void go(String tenant) throws Exception {
        FakePlatform.go("clusters/" + tenant + "/web/components");
    }

    @Test
    void whatIsOffSaysWhatWaitsAndIsGivenBackAndWhatWorksIsTakenAway() throws Exception {
        go("acme");
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> "Switch on scheduler".equals(each.getAriaLabel().orElse(""))
                && each.isEnabled())).size() == 1 && FakePlatform.shown().contains("Pods that run: 1."));
        assertTrue(FakePlatform.shown().contains("2 waiting, next: Pod shop/web-1"), FakePlatform.shown());
        assertTrue(FakePlatform.shown().contains("Pods that have a node run"), FakePlatform.shown());
        assertTrue(FakePlatform.shown().contains("Pods that wait: 1"), FakePlatform.shown());
        // those that a newcomer meets come first
        List<String> order = _find(Button.class).stream().map(each -> each.getAriaLabel().orElse("")).filter(label -> label.startsWith("Switch ")).toList();
        assertEquals(List.of("Switch on scheduler", "Switch on dns", "Switch off service-proxy", "Switch off job"), order);
        _click(FakePlatform.labelled("Switch on scheduler"));
        FakePlatform.await(() -> cluster.asked.contains("PATCH /clusters/acme/web" + SCHEDULER + " {\"spec\":{\"paused\":false}}"));
        FakePlatform.await(() -> FakePlatform.labelled("Switch on dns").isEnabled());
        _click(FakePlatform.labelled("Switch on dns"));
        FakePlatform.await(() -> cluster.asked.contains("PATCH /clusters/acme/web" + DNS + " {\"spec\":{\"off\":false}}"));
    }

    @Test
    void whatNodesSayOfThemselvesIsShownAndNotWhatIsWanted() throws Exception {
        assertEquals(1, NodesSeen.of(new com.fasterxml.jackson.databind.ObjectMapper().readTree("""
                {"items":[{"status":{"conditions":[{"type":"DNSAnswers","status":"False"}]}},{"status":{"conditions":[{"type":"DNSAnswers","status":"True"}]}},
                          {"status":{}}]}""")).resting().get("dns"));
        go("acme");
        FakePlatform.await(() -> FakePlatform.shown().contains("Off on 0 of 0 nodes"));
    }

    @Test
    void whoMayNotIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        go("acme");
        for (String type : List.of("controllers", "nodecomponents")) {
            FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> ("Missing permission: patch " + type)
                    .equals(each.getElement().getAttribute("aria-description")))).size() == 2);
        }
    }

    @Test
    void anotherTenantsComponentsAreRefusedByTheirCluster() throws Exception {
        for (String type : List.of("controllers", "nodecomponents")) {
            cluster.on("GET /clusters/globex/web/apis/marina.dev/v1/" + type, 403, "{\"kind\":\"Status\",\"message\":\"%s is forbidden\"}".formatted(type));
        }
        go("globex");
        FakePlatform.await(() -> FakePlatform.shown().contains("s is forbidden"));
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/clusters/acme/")), cluster.asked::toString);
    }
}
