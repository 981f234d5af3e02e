package dev.marina.console.kind;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static dev.marina.console.FakePlatform.button;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectActionsTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String WEB = "/apis/apps/v1/namespaces/shop/deployments/web";
    private static final String APPLICATION = "/apis/apps.marina.dev/v1/namespaces/shop/applications/web";
    private static final KindRef DEPLOYMENTS = new KindRef("apps", "v1", "deployments");
    private static final Kind SERVED = new Kind(DEPLOYMENTS, "Deployment", true, Set.of("get", "patch", "delete"), List.of(), Set.of("scale"));

    private final ObjectActions actions = new ObjectActions();
    private FakeCluster cluster;
    private FakePlatform platform;
    private Target target;
    private String refusal = "";

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("PATCH " + WEB, 200, "{}").on("PATCH " + WEB + "/scale", 200, "{}");
        platform = new FakePlatform(cluster);
        Person ann = LoggedIn.in(platform, platform.open(), "ann@acme.test");
        target = new Target(UI.getCurrent(), new ClusterApi(platform.console().http(), ann, "acme", "web"), DEPLOYMENTS, "shop", "web",
                reason -> refusal = reason);
        UI.getCurrent().add(actions);
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private void show(String uid, int replicas, boolean paused, String image) throws Exception {
        JsonNode object = new ObjectMapper().readTree("""
                {"metadata":{"uid":"%s","labels":{"app":"%s"}},"spec":{"replicas":%d,"paused":%b,"template":{"image":"%s"}}}"""
                .formatted(uid, image, replicas, paused, image));
        actions.show(object, Optional.of(SERVED), target);
    }

    private static List<String> texts() {
        return _find(Button.class).stream().map(Button::getText).toList();
    }

    @Test
    void aButtonIsTheSameOneWhateverBecomesOfTheObject() throws Exception {
        show("u1", 2, false, "a");
        Button more = button("+");
        Button restart = button("Restart");
        FakePlatform.await(() -> more.isEnabled() && restart.isEnabled());
        List<String> texts = texts();
        show("u1", 3, false, "b");
        assertSame(more, button("+"));
        assertSame(restart, button("Restart"));
        assertTrue(more.isEnabled());
        assertEquals("kubectl scale deployments/web -n shop --replicas=4", more.getElement().getAttribute("title"));
        _click(more);
        FakePlatform.await(() -> cluster.asked.contains("PATCH /clusters/acme/web" + WEB + "/scale?fieldManager=marina-console {\"spec\":{\"replicas\":4}}"));
        assertFalse(more.isEnabled());
        show("u1", 4, false, "b");
        assertTrue(more.isEnabled());
        show("u1", 4, true, "b");
        assertSame(restart, button("Restart"));
        assertEquals(texts.size(), texts().size());
        assertEquals(texts.indexOf("Pause"), texts().indexOf("Resume"), () -> texts.toString() + texts());
        show("u2", 4, true, "b");
        assertNotSame(restart, button("Restart"));
    }

    @Test
    void nothingIsScaledBelowNothingAndARefusalGivesTheButtonBack() throws Exception {
        show("u1", 0, false, "a");
        Button fewer = button("−");
        Button more = button("+");
        FakePlatform.await(more::isEnabled);
        assertFalse(fewer.isEnabled());
        cluster.on("PATCH " + WEB + "/scale", 403, "{\"kind\":\"Status\",\"message\":\"quota\"}");
        _click(more);
        assertFalse(more.isEnabled());
        FakePlatform.await(() -> refusal.contains("quota") && more.isEnabled());
        show("u1", 1, false, "a");
        FakePlatform.await(fewer::isEnabled);
    }

    @Test
    void whoMayNotStaysWithoutWhenTheObjectChanges() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        show("u1", 2, false, "a");
        Button more = button("+");
        FakePlatform.await(() -> more.getElement().getAttribute("aria-description") != null);
        show("u1", 3, false, "a");
        assertFalse(more.isEnabled());
    }

    @Test
    void anotherBuildIsOrderedAndTheApplicationTakesIt() throws Exception {
        String builds = "/apis/apps.marina.dev/v1/namespaces/shop/builds";
        cluster.on("GET " + builds + "/web-1", 200, """
                {"metadata":{"name":"web-1","namespace":"shop"},"spec":{"image":"web","source":{"git":{"url":"https://a.test/x","revision":"main"}}}}""")
                .on("POST " + builds, 201, "{}").on("PATCH " + APPLICATION, 200, "{}");
        KindRef applications = new KindRef("apps.marina.dev", "v1", "applications");
        actions.show(new ObjectMapper().readTree("{\"metadata\":{\"uid\":\"u1\"},\"spec\":{\"build\":{\"name\":\"web-1\"}}}"),
                Optional.of(new Kind(applications, "Application", true, Set.of("get", "patch"), List.of(), Set.of())),
                new Target(UI.getCurrent(), target.api(), applications, "shop", "web", target.failed()));
        Button again = button("Build again");
        FakePlatform.await(again::isEnabled);
        _click(again);
        FakePlatform.await(() -> texts().stream().filter("Build again"::equals).count() == 2);

        _click(_find(Button.class).stream().filter(each -> each != again && each.getText().equals("Build again")).findFirst().orElseThrow());

        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.startsWith("PATCH /clusters/acme/web" + APPLICATION) && each.contains(
                "{\"build\":{\"name\":\"web-")));
        assertTrue(cluster.asked.stream().anyMatch(each -> each.startsWith("POST /clusters/acme/web" + builds) && each.contains("\"revision\":\"main\"")));
    }
}
