package dev.marina.console.kind;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static dev.marina.console.FakePlatform.enabled;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.textfield.TextArea;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An application's page and its row in the list.
class ApplicationPageTest {

    private static final String LIST = "/apis/apps.marina.dev/v1/namespaces/default/applications";
    private static final String PAGE = "clusters/acme/web/k/apps.marina.dev/v1/applications/default/shop";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final List<String> COLUMNS = List.of("Name", "Status", "Ready", "Revision", "URL", "Image", "Age");
    private static final String DISCOVERY = """
            {"items":[{"metadata":{"name":"apps.marina.dev"},"versions":[{"version":"v1","resources":[{"resource":"applications",
              "responseKind":{"kind":"Application"},"scope":"Namespaced","verbs":["get","list","watch","patch","delete"],
              "subresources":[{"subresource":"scale"}]}]}]}]}""";
    private static final String SHOP = """
            {"metadata":{"name":"shop","namespace":"default","uid":"u"},
             "spec":{"image":"shop:2","port":80,"replicas":2,"env":[{"name":"COLOUR","value":"red"}],"hosts":[{"name":"shop.example","tlsSecret":"tls"}]},
             "status":{"phase":"Degraded","message":"Pod shop-x is in ImagePullBackOff: no such image","url":"https://shop.acme.apps.localhost:8443","image":"shop:1",
              "revision":2,"revisions":[{"revision":2,"image":"shop:2","at":"2026-01-01T00:00:00Z","by":"ann@acme.test","outcome":"Failed"},
               {"revision":1,"image":"shop:1","at":"2026-01-01T00:00:00Z","outcome":"Succeeded"}],
              "conditions":[{"type":"Degraded","status":"True","reason":"ImagePullBackOff","message":"m"}]}}""";
    private static final String KEPT = """
            {"items":[{"revision":1,"data":{"spec":{"image":"shop:1"}}},{"revision":2,"data":{"spec":{"image":"shop:2"}}}]}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, DISCOVERY)
                .on("GET " + LIST + "/shop", 200, SHOP).on("PATCH " + LIST + "/shop", 200, SHOP)
                .on("GET /apis/apps/v1/namespaces/default/controllerrevisions", 200, KEPT)
                .list(LIST, COLUMNS,
                        FakeCluster.row("default", "shop", "", "shop", "Degraded", "1/2", "2", "https://shop.acme.apps.localhost:8443", "shop:1", "1d"))
                .list("/apis/apps.marina.dev/v1/applications", COLUMNS,
                        FakeCluster.row("default", "shop", "", "shop", "Degraded", "1/2", "2", "https://shop.acme.apps.localhost:8443", "shop:1", "1d"))
                .list("/api/v1/namespaces/default/pods", List.of("Name", "Ready", "Status"),
                        FakeCluster.row("default", "shop-x", "\"labels\":{\"apps.marina.dev/application\":\"shop\"},", "shop-x", "0/1", "ImagePullBackOff"),
                        FakeCluster.row("default", "another", "", "another", "1/1", "Running"))
                .list("/api/v1/namespaces", List.of("Name"), FakeCluster.row("", "default", "", "default"));
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private boolean patched(String spec) {
        return cluster.asked.stream().anyMatch(each -> each.startsWith("PATCH /clusters/acme/web" + LIST + "/shop") && each.contains(spec));
    }

    @Test
    void itSaysInWordsHowItIsAndShowsItsOwnPodsOnly() throws Exception {
        FakePlatform.go(PAGE);

        FakePlatform.await(() -> FakePlatform.shown().contains("Its image cannot be fetched. Is the name right?") && FakePlatform.shown().contains("shop-x"));
        assertTrue(FakePlatform.shown().contains("TLS by Secret tls"), FakePlatform.shown());
        assertFalse(FakePlatform.shown().contains("another"), FakePlatform.shown());
        assertTrue(_find(Anchor.class).stream().anyMatch(anchor -> anchor.getHref().equals("https://shop.acme.apps.localhost:8443")));
    }

    @Test
    void aRollBackShowsWhatDiffersBeforeItAsks() throws Exception {
        FakePlatform.go(PAGE + "?tab=revisions");
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Roll back")).stream().anyMatch(Button::isEnabled));
        assertTrue(FakePlatform.shown().contains("ann@acme.test"), FakePlatform.shown());

        _click(_get(Button.class, spec -> spec.withText("Roll back")));
        FakePlatform.await(() -> _find(ActionDialog.class).size() == 1);
        assertFalse(patched("rollbackTo"));
        _click(_get(_get(ActionDialog.class), Button.class, spec -> spec.withText("Roll back")));

        FakePlatform.await(() -> patched("{\"spec\":{\"rollbackTo\":1}}"));
    }

    @Test
    void theEnvironmentIsChangedAsLines() throws Exception {
        FakePlatform.go(PAGE + "?tab=environment");
        FakePlatform.await(() -> _find(TextArea.class).stream().anyMatch(area -> area.getValue().equals("COLOUR=red")) && enabled("Apply"));
        TextArea lines = _get(TextArea.class, spec -> spec.withLabel("Variables"));

        lines.setValue("no variable");
        assertTrue(lines.isInvalid());
        lines.setValue("COLOUR=blue\nPASSWORD@db/password");
        _click(_get(Button.class, spec -> spec.withText("Apply").withPredicate(Button::isEnabled)));

        FakePlatform.await(() -> patched("{\"spec\":{\"env\":[{\"name\":\"COLOUR\",\"value\":\"blue\"},"
                + "{\"name\":\"PASSWORD\",\"secret\":{\"name\":\"db\",\"key\":\"password\"}}]}}"));
    }

    @Test
    void whoMayOnlyLookIsToldWhatIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        FakePlatform.go(PAGE + "?tab=environment");

        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Apply")).stream()
                .anyMatch(each -> "Missing permission: patch applications in default".equals(each.getElement().getAttribute("aria-description"))));
        assertFalse(enabled("New version"));
    }

    @Test
    void theListOffersToDeploy() throws Exception {
        FakePlatform.go("clusters/acme/web/k/apps.marina.dev/v1/applications");

        FakePlatform.await(() -> _find(Anchor.class).stream().anyMatch(anchor -> anchor.getHref().endsWith("/deploy")));
        assertTrue(FakePlatform.shown().contains("Deploy"));
    }
}
