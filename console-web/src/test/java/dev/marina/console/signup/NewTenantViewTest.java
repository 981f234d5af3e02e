package dev.marina.console.signup;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewTenantViewTest {

    private FakePlatform platform;
    private NewTenantView view;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
        view = new NewTenantView();
        UI.getCurrent().add(view);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void create(String name) {
        _setValue(_get(view, TextField.class, spec -> spec.withLabel("Tenant")), name);
        _click(_get(view, Button.class));
    }

    @Test
    void somebodyWhoHasAnAccountMakesATenant() throws Exception {
        platform.on("POST /tenants", 201, "{\"name\":\"second\",\"role\":\"owner\",\"state\":\"Running\"}");

        create(" second ");

        assertEquals("/clusters", FakePlatform.location());
        assertEquals("POST /tenants {\"name\":\"second\"}", platform.asked.getLast());
    }

    @Test
    void whereCodesAreNeededOneIsAskedForHereToo() throws Exception {
        platform.on("GET /signup", 200, "{\"mode\":\"code\",\"mailProof\":true,\"sendsMail\":true}")
                .on("POST /tenants", 201, "{\"name\":\"second\",\"role\":\"owner\",\"state\":\"Running\"}");
        UI.getCurrent().remove(view);
        view = new NewTenantView();
        UI.getCurrent().add(view);
        _setValue(_get(view, TextField.class, spec -> spec.withLabel("Code")), "class-7b");

        create("second");

        assertEquals("/clusters", FakePlatform.location());
        assertEquals("POST /tenants {\"name\":\"second\",\"code\":\"class-7b\"}", platform.asked.getLast());
    }

    @Test
    void aNameThatIsTakenIsSaidBesideTheField() throws Exception {
        platform.on("POST /tenants", 409, "{\"title\":\"taken\",\"errors\":[{\"field\":\"name\",\"detail\":\"taken\"}]}");

        create("second");

        TextField name = _get(view, TextField.class);
        FakePlatform.await(name::isInvalid);
        assertEquals("This name is taken; choose another one", name.getErrorMessage());
        assertTrue(_get(view, Button.class).isEnabled(), "it can be tried again");
    }

    @Test
    void aLimitIsSaidInItsOwnWords() throws Exception {
        platform.on("POST /tenants", 403, "{\"detail\":\"3 of 3 tenants are used\"}");

        create("fourth");

        Span refusal = _get(view, FormCard.class).getChildren().filter(Span.class::isInstance).map(Span.class::cast).findFirst().orElseThrow();
        FakePlatform.await(refusal::isVisible);
        assertTrue(refusal.getText().endsWith("3 of 3 tenants are used"), refusal.getText());
    }
}
