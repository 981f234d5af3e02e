package dev.marina.console.signup;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakePlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfirmViewTest {

    private FakePlatform platform;
    private ConfirmView view;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        platform.open();
        view = new ConfirmView();
        UI.getCurrent().add(view);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void begin() {
        _setValue(_get(view, PasswordField.class), "a long pass phrase");
        _click(_get(view, Button.class));
    }

    @Test
    void whoChoosesAPasswordIsLoggedInWithIt() throws Exception {
        platform.on("POST /signup/confirm", 201, "{\"tenant\":\"acme\",\"owner\":\"ann@acme.test\"}").on("POST " + FakePlatform.TOKEN, 200,
                FakePlatform.tokens("ann@acme.test"));

        begin();

        String login = FakePlatform.location();
        assertTrue(login.startsWith("/login?email=ann%40acme.test&first="), login);
        assertTrue(platform.asked.getLast().contains("grant_type=password"), platform.asked.toString());
    }

    @Test
    void aLinkThatIsNotGoodMakesNothingAndAsksKeycloakNothing() throws Exception {
        platform.on("POST /signup/confirm", 400, "{\"errors\":[{\"field\":\"token\",\"detail\":\"that of a link\"}]}");

        begin();

        Button button = _get(view, Button.class);
        FakePlatform.await(button::isEnabled);
        assertEquals(1, platform.asked.size());
    }

    @Test
    void whereTheNameWasTakenMeanwhileAnotherIsAskedFor() throws Exception {
        platform.on("POST /signup/confirm", 409, "{\"errors\":[{\"field\":\"tenant\",\"detail\":\"taken\"}]}");
        assertFalse(view.getChildren().findFirst().orElseThrow().getChildren().filter(TextField.class::isInstance).findFirst().orElseThrow().isVisible());

        begin();

        FakePlatform.await(
                () -> view.getChildren().findFirst().orElseThrow().getChildren().filter(TextField.class::isInstance).findFirst().orElseThrow().isVisible());
    }
}
