package dev.marina.console.deploy;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static dev.marina.console.FakePlatform.enabled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeployViewTest {

    private static final String APPLICATIONS = "/apis/apps.marina.dev/v1/namespaces/default/applications";
    private static final String BUILDS = "/apis/apps.marina.dev/v1/namespaces/default/builds";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .on("POST " + APPLICATIONS, 201, "{}").on("POST " + SECRETS, 201, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
        FakePlatform.go("clusters/acme/web/deploy");
        FakePlatform.await(() -> _find(TextField.class, spec -> spec.withLabel("Image")).size() == 1);
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static TextField field(String label) {
        return _get(TextField.class, spec -> spec.withLabel(label));
    }

    private static void press(String text) throws Exception {
        FakePlatform.await(() -> enabled(text));
        _click(_get(Button.class, spec -> spec.withText(text)));
    }

    private boolean asked(String start, String... parts) {
        return cluster.asked.stream().anyMatch(each -> each.startsWith(start) && java.util.Arrays.stream(parts).allMatch(each::contains));
    }

    @Test
    void nameAndPortAreProposedAndWhatIsShownIsWhatIsMade() throws Exception {
        field("Image").setValue("nginx:1.27");

        assertEquals("nginx", field("Name").getValue());
        assertEquals(80, _get(IntegerField.class).getValue());
        assertTrue(FakePlatform.shown().contains("image: nginx:1.27") && FakePlatform.shown().contains("port: 80"), FakePlatform.shown());

        press("Deploy");
        FakePlatform.await(() -> asked("POST /clusters/acme/web" + APPLICATIONS, "\"name\":\"nginx\"", "\"image\":\"nginx:1.27\"", "\"port\":80"));
    }

    @Test
    void aRefusalIsShownInTheClustersWordsAndTheFieldsStay() throws Exception {
        cluster.on("POST " + APPLICATIONS, 409, "{\"kind\":\"Status\",\"message\":\"applications.apps.marina.dev \\\"nginx\\\" already exists\"}");
        field("Image").setValue("nginx");

        press("Deploy");

        FakePlatform.await(() -> FakePlatform.shown().contains("already exists") && enabled("Deploy"));
        assertEquals("nginx", field("Image").getValue());
    }

    @Test
    void withoutAnImageNothingIsAsked() throws Exception {
        press("Deploy");

        FakePlatform.await(() -> FakePlatform.shown().contains("An image and a name are needed."));
        assertFalse(asked("POST /clusters/acme/web" + APPLICATIONS));
    }

    @Test
    void aComposeFileIsShownFirstAndItsSecretsAreNot() throws Exception {
        FakePlatform.go("clusters/acme/web/deploy?tab=compose");
        FakePlatform.await(() -> _find(TextArea.class).size() == 1);
        _get(TextArea.class).setValue("services:\n  shop:\n    image: shop:1\n    privileged: true\n    environment: {API_TOKEN: s3cret}\n");
        press("Show what it becomes");

        FakePlatform.await(() -> FakePlatform.shown().contains("services.shop.privileged: not supported"));
        assertTrue(_find(Pre.class).stream().anyMatch(shown -> shown.getText().contains("***")));
        assertTrue(_find(Pre.class).stream().noneMatch(shown -> shown.getText().contains("s3cret")));
        assertFalse(asked("POST /clusters/acme/web" + APPLICATIONS), "nothing is made before it was read");

        press("Deploy all");
        FakePlatform.await(() -> asked("POST /clusters/acme/web" + APPLICATIONS, "\"name\":\"shop\"") && asked("POST /clusters/acme/web" + SECRETS, "s3cret"));
    }

    @Test
    void anAddOnIsMadeInThreeFieldsOfWhichTwoFillThemselves() throws Exception {
        cluster.on("POST /apis/apps.marina.dev/v1/namespaces/default/addons", 201, "{}");
        FakePlatform.go("clusters/acme/web/deploy?tab=add-on");
        FakePlatform.await(() -> FakePlatform.shown().contains("kind: AddOn"));
        assertEquals(2, _find(com.vaadin.flow.component.select.Select.class).stream().filter(each -> each.isVisible() && each.getLabel() != null
                && java.util.List.of("Type", "Size").contains(each.getLabel())).count());
        assertTrue(FakePlatform.shown().contains("type: postgresql") && FakePlatform.shown().contains("name: db"), FakePlatform.shown());

        press("Make");

        FakePlatform.await(() -> asked("POST /clusters/acme/web/apis/apps.marina.dev/v1/namespaces/default/addons", "\"type\":\"postgresql\"",
                "\"name\":\"db\"", "\"size\":\"small\""));
    }

    @Test
    void whoMayNotIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        FakePlatform.go("clusters/acme/web/deploy?namespace=team");

        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Deploy")).stream()
                .anyMatch(each -> "Missing permission: create applications in team".equals(each.getElement().getAttribute("aria-description"))));
    }

    @Test
    void aRepositoryIsThreeFieldsOfWhichOneIsNeeded() throws Exception {
        cluster.on("POST " + BUILDS, 201, "{}");
        FakePlatform.go("clusters/acme/web/deploy?tab=build");
        FakePlatform.await(() -> _find(TextField.class, spec -> spec.withLabel("Git repository")).size() == 1);
        field("Git repository").setValue("https://git.example.org/team/shop.git");

        assertTrue(FakePlatform.shown().contains("kind: Build") && FakePlatform.shown().contains("kind: Application"), FakePlatform.shown());
        press("Deploy");

        FakePlatform.await(() -> asked("POST /clusters/acme/web" + BUILDS, "\"url\":\"https://git.example.org/team/shop.git\"", "\"image\":\"shop\""));
        assertTrue(asked("POST /clusters/acme/web" + APPLICATIONS, "\"name\":\"shop\"", "\"build\":{\"name\":\"shop-", "\"port\":8080"));
    }

    @Test
    void whereThereIsAnApplicationOfTheNameNothingIsBuilt() throws Exception {
        cluster.on("POST " + BUILDS, 201, "{}").on("POST " + APPLICATIONS, 409, "{\"kind\":\"Status\",\"message\":\"shop already exists\"}");
        FakePlatform.go("clusters/acme/web/deploy?tab=build");
        FakePlatform.await(() -> _find(TextField.class, spec -> spec.withLabel("Git repository")).size() == 1);
        field("Git repository").setValue("https://git.example.org/team/shop.git");
        press("Deploy");

        FakePlatform.await(() -> FakePlatform.shown().contains("already exists") && enabled("Deploy"));
        assertFalse(asked("POST /clusters/acme/web" + BUILDS));
    }

    @Test
    void aChartIsThreeFieldsAndIsCalledAsItsFolder() throws Exception {
        FakePlatform.go("clusters/acme/web/deploy?tab=source");
        FakePlatform.await(() -> _find(TextField.class, spec -> spec.withLabel("Repository or chart")).size() == 1);
        field("Repository or chart").setValue("https://git.example.org/team/shop.git");
        field("Folder or version").setValue("charts/web@v1.2");
        _get(TextArea.class, spec -> spec.withLabel("Values")).setValue("color: blue");

        assertTrue(FakePlatform.shown().contains("kubectl apply -f -") && FakePlatform.shown().contains("revision: v1.2"), FakePlatform.shown());
        press("Deploy");

        FakePlatform.await(() -> asked("POST /clusters/acme/web" + APPLICATIONS, "\"name\":\"web\"", "\"url\":\"https://git.example.org/team/shop.git\"",
                "\"path\":\"charts/web\"", "\"revision\":\"v1.2\"", "\"values\":\"color: blue\""));
    }
}
