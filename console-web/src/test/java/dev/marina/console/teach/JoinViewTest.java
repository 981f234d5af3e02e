package dev.marina.console.teach;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinViewTest {

    private static final String CODE = "K7Q2M-9XWPA";
    private static final String JOINED = """
            {"items":[{"id":"11111111-1111-1111-1111-111111111111","name":"7b","teacher":"school","state":"Open","starts":"2026-01-01T00:00:00Z",
             "ends":"2027-01-01T00:00:00Z","labs":["pods"],"tenant":"ann","cluster":"lab","learner":"Ann","joined":"2026-01-01T00:00:00Z"}]}""";

    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform().on("GET /classes", 200, "{\"items\":[]}").afterwards("GET /classes", 200, JOINED)
                .on("POST /classes/offer", 200,
                        """
                        {"name":"7b","tenant":"school","state":"Open","starts":"2026-01-01T00:00:00Z","ends":"2027-01-01T00:00:00Z","labs":["pods"],"atEnd":"remove"}""")
                .on("GET /tenants", 200,
                        "{\"items\":[{\"name\":\"ann\",\"role\":\"owner\",\"state\":\"Ready\"},{\"name\":\"guest\",\"role\":\"viewer\",\"state\":\"Ready\"}]}")
                .on("POST /classes", 201, "{}").on("DELETE /classes/11111111-1111-1111-1111-111111111111", 204, "");
        LoggedIn.in(platform, platform.open(), "ann@school.test");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static void look() throws Exception {
        FakePlatform.go("join?code=" + CODE);
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("Agree and join")).isEmpty());
    }

    @Test
    void whoJoinsHasReadWhatTheTeacherSeesAndWhatBecomesOfTheCluster() throws Exception {
        look();

        assertTrue(_get(Paragraph.class, spec -> spec.withId("consent")).getText().contains("the owners of school see how the labs of this class stand"));
        assertEquals("consent", _get(Button.class, spec -> spec.withText("Agree and join")).getElement().getAttribute("aria-describedby"));
        assertTrue(_get(TextField.class, spec -> spec.withLabel("Your cluster")).getHelperText().contains("is removed when the class is over"));
        assertTrue(platform.asked.contains("POST /classes/offer {\"code\":\"" + CODE + "\"}"), platform.asked.toString());

        _setValue(_get(TextField.class, spec -> spec.withLabel("Your name in the class")), "Ann");
        _setValue(_get(TextField.class, spec -> spec.withLabel("Your cluster")), "lab");
        _click(_get(Button.class, spec -> spec.withText("Agree and join")));

        FakePlatform.await(() -> _find(Anchor.class).stream().anyMatch(link -> link.getHref().equals("/clusters/ann/lab/learn")));
        assertTrue(platform.asked.contains("POST /classes {\"code\":\"" + CODE + "\",\"name\":\"Ann\",\"tenant\":\"ann\",\"cluster\":\"lab\"}"),
                platform.asked.toString());
    }

    @Test
    void aWrongCodeIsSaidAndMayBeTriedAgain() throws Exception {
        platform.on("POST /classes/offer", 400, "{\"detail\":\"the code of a class that is not over\"}");
        FakePlatform.go("join?code=nonsense");

        FakePlatform.await(() -> FakePlatform.shown().contains("the code of a class that is not over"));
        assertTrue(_get(Button.class, spec -> spec.withText("Look it up")).isEnabled());
    }

    @Test
    void whoOwnsNoTenantIsShownWhereToMakeOne() throws Exception {
        platform.on("GET /tenants", 200, "{\"items\":[]}");
        FakePlatform.go("join?code=" + CODE);

        FakePlatform.await(() -> _find(Anchor.class).stream().anyMatch(link -> link.getHref().equals("/tenants/new")));
        assertEquals(0, _find(Button.class, spec -> spec.withText("Agree and join")).size());
    }
}
