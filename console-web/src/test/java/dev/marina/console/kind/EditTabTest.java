package dev.marina.console.kind;

import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.mvysny.kaributesting.v10.LocatorJ;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.client.YamlText;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EditTabTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private FakeCluster cluster;
    private FakePlatform platform;
    private EditTab tab;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster();
        platform = new FakePlatform(cluster);
        Person ann = LoggedIn.in(platform, platform.open(), "ann@acme.test");
        ClusterApi api = new ClusterApi(platform.console().http(), ann, "acme", "web");
        tab = new EditTab(new KindRef("", "v1", "configmaps"), () -> api);
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static JsonNode configMap(String value) throws Exception {
        return new ObjectMapper().readTree(
                "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"namespace\":\"shop\",\"managedFields\":[{\"manager\":\"kubectl\"}]},\"data\":{\"a\":\"%s\"}}"
                        .formatted(value));
    }

    private String shown() {
        return _get(YamlText.class).shown();
    }

    private void show(String value) throws Exception {
        UI.getCurrent().add(tab.content());
        tab.show(configMap(value), null);
    }

    @Test
    void itShowsTheObjectAsItIsNowAndItsManagersOnlyToWhoWantsThem() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":true}}");
        show("1");
        tab.show(configMap("2"), null);
        assertEquals("kind: ConfigMap\nmetadata:\n  name: c\n  namespace: shop\ndata:\n  a: \"2\"\n", shown());

        _get(com.vaadin.flow.component.checkbox.Checkbox.class).setValue(true);
        assertTrue(shown().contains("manager: kubectl"), shown());
    }

    @Test
    void whoMayNotChangeItIsToldWhichPermissionIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        show("1");
        Button edit = _get(Button.class, spec -> spec.withText("Edit"));
        FakePlatform.await(() -> edit.getElement().getAttribute("aria-description") != null);

        assertFalse(edit.isEnabled());
        assertEquals("Missing permission: patch configmaps in shop", edit.getElement().getAttribute("aria-description"));
    }

    @Test
    void whatIsBeingEditedIsNotReplacedByWhatComes() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":true}}");
        show("1");
        Button edit = _get(Button.class, spec -> spec.withText("Edit"));
        FakePlatform.await(edit::isEnabled);
        edit.click();
        var editor = _get(dev.marina.console.client.YamlEditor.class);
        tab.show(configMap("2"), null);

        assertTrue(editor.getElement().getProperty("text").contains("a: \"1\""));
        assertFalse(editor.getElement().getProperty("text").contains("managedFields"));
        assertTrue(_get(com.vaadin.flow.component.html.Span.class, spec -> spec.withClasses("notice")).getText().startsWith("The object has changed"));

        LocatorJ._click(_get(Button.class, spec -> spec.withText("Cancel")));
        assertTrue(shown().contains("a: \"2\""));
    }
}
