package dev.marina.console.tenant;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static dev.marina.console.FakePlatform.button;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantSettingsViewTest {

    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform().on("GET /tenants/acme", 200, tenant("owner", "Ready")).on("PATCH /tenants/acme", 200, tenant("owner", "Suspended"))
                .on("DELETE /tenants/acme", 202, "");
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static String tenant(String role, String state) {
        return "{\"name\":\"acme\",\"role\":\"%s\",\"state\":\"%s\"}".formatted(role, state);
    }

    private static void go() throws Exception {
        UI.getCurrent().navigate("tenants/acme/settings");
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("Delete")).isEmpty());
    }

    private long asked(String start) {
        return platform.asked.stream().filter(one -> one.startsWith(start)).count();
    }

    @Test
    void aTenantIsDeletedByWhoTypesItsName() throws Exception {
        go();
        assertFalse(button("Delete").isEnabled());
        _setValue(_get(TextField.class), "globex");
        assertFalse(button("Delete").isEnabled());

        _setValue(_get(TextField.class), "acme");
        platform.on("GET /tenants/acme", 200, tenant("owner", "Deleting"));
        _click(button("Delete"));

        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Delete")).isEmpty());
        assertTrue(asked("DELETE /tenants/acme") == 1, platform.asked.toString());
    }

    @Test
    void aTenantIsSuspendedAndMayBeResumed() throws Exception {
        go();
        platform.on("GET /tenants/acme", 200, tenant("owner", "Suspended"));

        _click(button("Suspend"));

        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("Resume")).isEmpty());
        assertTrue(platform.asked.contains("PATCH /tenants/acme {\"suspended\":true}"), platform.asked.toString());
    }

    private static boolean said(String start, String... parts) {
        return _find(Paragraph.class).stream().map(Paragraph::getText)
                .anyMatch(text -> text.startsWith(start) && Arrays.stream(parts).allMatch(text::contains));
    }

    @Test
    void aTenantWithAnEndSaysWhenItIsAndWhatThenBecomesOfIt() throws Exception {
        platform.on("GET /tenants/acme", 200,
                "{\"name\":\"acme\",\"role\":\"owner\",\"state\":\"Ready\",\"expires\":\"2027-08-01T00:00:00Z\",\"deletion\":\"2027-08-15T00:00:00Z\"}");

        go();

        assertTrue(said("The time of this tenant is over on", "August 1, 2027", "August 15, 2027", "UTC"));
        assertTrue(button("Suspend").isEnabled());
    }

    @Test
    void whoseTimeIsOverCannotResumeItButMayDeleteIt() throws Exception {
        platform.on("GET /tenants/acme", 200,
                "{\"name\":\"acme\",\"role\":\"owner\",\"state\":\"Expired\",\"expires\":\"2026-08-01T00:00:00Z\",\"deletion\":\"2026-08-15T00:00:00Z\"}");

        go();

        assertTrue(said("The time of this tenant was over on", "August 15, 2026"));
        assertTrue(_find(Button.class, spec -> spec.withText("Resume")).isEmpty() && _find(Button.class, spec -> spec.withText("Suspend")).isEmpty());
    }

    @Test
    void whoIsNoOwnerMayDoNeither() throws Exception {
        platform.on("GET /tenants/acme", 200, tenant("developer", "Ready"));

        go();

        _setValue(_get(TextField.class), "acme");
        assertFalse(button("Suspend").isEnabled() || button("Delete").isEnabled());
    }

    @Test
    void whatIsRefusedIsSaidAndNothingLooksDone() throws Exception {
        go();
        platform.on("PATCH /tenants/acme", 412, "{\"detail\":\"It has changed meanwhile\"}");

        _click(button("Suspend"));

        FakePlatform.await(() -> _find(Span.class).stream().anyMatch(span -> span.isVisible() && "It has changed meanwhile".equals(span.getText())));
        assertTrue(button("Suspend").isEnabled());
    }
}
