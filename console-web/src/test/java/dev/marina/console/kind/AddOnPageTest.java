package dev.marina.console.kind;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static dev.marina.console.FakePlatform.enabled;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An add-on's page: what is seen of it, its credentials for who asks, and what may be asked of it.
class AddOnPageTest {

    private static final String LIST = "/apis/apps.marina.dev/v1/namespaces/default/addons";
    private static final String SECRET = "/api/v1/namespaces/default/secrets/db-credentials";
    private static final String PAGE = "clusters/acme/web/k/apps.marina.dev/v1/addons/default/db";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final List<String> COLUMNS = List.of("Name", "Type", "Status", "Version", "Address", "Applications", "Age");
    private static final String DISCOVERY = """
            {"items":[{"metadata":{"name":"apps.marina.dev"},"versions":[{"version":"v1","resources":[{"resource":"addons",
              "responseKind":{"kind":"AddOn"},"scope":"Namespaced","verbs":["get","list","watch","patch","delete"]}]}]}]}""";
    private static final String DB = """
            {"metadata":{"name":"db","namespace":"default","uid":"u"},
             "spec":{"type":"postgresql","size":"small","storage":"1Gi","deletion":"Retain"},
             "status":{"phase":"Available","message":"Its server answers","version":"15.14","address":"db.default.svc:5432","secret":"db-credentials",
              "applications":["shop"],"rotated":"2026-01-02T00:00:00Z",
              "backups":[{"name":"before","phase":"Checked","at":"2026-01-01T00:00:00Z","bytes":1234,"objects":5},
               {"name":"later","phase":"Failed","at":"2026-01-01T00:00:00Z","message":"no room"}]}}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, DISCOVERY)
                .on("GET " + LIST + "/db", 200, DB).on("PATCH " + LIST + "/db", 200, DB)
                .on("GET " + SECRET, 200, "{\"data\":{\"url\":\"cG9zdGdyZXM6Ly94\",\"password\":\"czNjcmV0LXRleHQ=\"}}")
                .list(LIST, COLUMNS, FakeCluster.row("default", "db", "", "db", "postgresql", "Available", "15.14", "db.default.svc:5432", "shop", "1d"))
                .list("/api/v1/namespaces", List.of("Name"), FakeCluster.row("", "default", "", "default"));
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static void press(String text) throws Exception {
        FakePlatform.await(() -> enabled(text));
        _click(_find(Button.class, spec -> spec.withText(text)).stream().filter(Button::isEnabled).findFirst().orElseThrow());
    }

    private boolean asked(String start, String... parts) {
        return cluster.asked.stream().anyMatch(each -> each.startsWith(start) && java.util.Arrays.stream(parts).allMatch(each::contains));
    }

    private void page() throws Exception {
        FakePlatform.go(PAGE);
        FakePlatform.await(() -> FakePlatform.shown().contains("Its server answers"));
    }

    @Test
    void whatIsSeenOfItIsSaidAndWhoIsBound() throws Exception {
        page();

        String shown = FakePlatform.shown();
        for (String part : List.of("Available", "PostgreSQL 15.14", "Small · 1Gi", "db.default.svc:5432", "its claims stay", "1,234 bytes, 5 objects",
                "no room")) {
            assertTrue(shown.contains(part), () -> part + " in " + shown);
        }
        assertTrue(_find(Anchor.class).stream().anyMatch(anchor -> anchor.getHref().endsWith("/applications/default/shop")));
    }

    @Test
    void credentialsAreReadWhenSomebodyAsksAndForgottenWhenTheyAreHidden() throws Exception {
        page();
        assertFalse(asked("GET /clusters/acme/web" + SECRET), "nobody has asked");

        press("Show credentials");
        FakePlatform.await(() -> FakePlatform.shown().contains("s3cret-text"));
        press("Hide credentials");

        assertFalse(FakePlatform.shown().contains("s3cret-text"));
    }

    @Test
    void aRotationAndABackupAreAskedForUnderNamesOfTheirOwn() throws Exception {
        page();
        press("Change credentials");
        confirm("Change credentials", "kubectl patch addons.apps.marina.dev/db -n default --type=merge -p '{\"spec\":{\"rotate\":\"rotate-");
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + LIST + "/db", "\"rotate\":\"rotate-"));

        press("Back up");
        confirm("Back up", "{\"spec\":{\"backup\":{\"request\":\"backup-");
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + LIST + "/db", "\"request\":\"backup-"));
    }

    private static void confirm(String text, String line) throws Exception {
        FakePlatform.await(() -> _find(ActionDialog.class).size() == 1);
        ActionDialog dialog = _get(ActionDialog.class);
        String shown = _get(dialog, Code.class).getText();
        assertTrue(shown.contains(line), shown);
        _click(_get(dialog, Button.class, spec -> spec.withText(text)));
        FakePlatform.await(() -> _find(ActionDialog.class).isEmpty());
    }

    @Test
    void aRestoreIsForWhoeverTypesItsName() throws Exception {
        page();
        press("Restore");
        FakePlatform.await(() -> _find(TextField.class, spec -> spec.withLabel("Type db to confirm")).size() == 1
                || FakePlatform.shown().contains("What db holds now is replaced"));
        _find(TextField.class).getLast().setValue("db");
        _click(_find(Button.class, spec -> spec.withText("Restore")).getLast());

        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + LIST + "/db", "\"restore\":\"before@"));
    }

    @Test
    void whoMayNotIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        page();

        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Show credentials")).stream()
                .anyMatch(each -> "Missing permission: get secrets in default".equals(each.getElement().getAttribute("aria-description"))));
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Change credentials")).stream()
                .anyMatch(each -> "Missing permission: patch addons in default".equals(each.getElement().getAttribute("aria-description"))));
    }
}
