package dev.marina.console.usage;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static dev.marina.console.FakePlatform.button;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.textfield.IntegerField;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.rest.UsageApi.Hour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageViewTest {

    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        platform = new FakePlatform().on("GET /tenants/acme", 200, "{\"name\":\"acme\",\"role\":\"owner\"}")
                .on("GET /tenants/acme/usage", 200, "{\"items\":[{\"hour\":\"%s\",\"nodeSeconds\":7200,\"cpuMilliSeconds\":5400000,\"requests\":12345}]}"
                        .formatted(hour))
                .on("GET /tenants/acme/budget", 404, "{\"detail\":\"There is no budget\"}")
                .on("PUT /tenants/acme/budget", 200, "{}").on("DELETE /tenants/acme/budget", 204, "");
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void hoursAreAddedUpByTheDay() {
        Instant noon = Instant.parse("2026-01-02T12:00:00Z");

        assertEquals(List.of(new DayOfUse(LocalDate.of(2026, 1, 2), 3, 1.5, 1, 0, 3), new DayOfUse(LocalDate.of(2026, 1, 1), 1, 0, 0, 0, 0)),
                DayOfUse.of(List.of(new Hour(noon, 7200, 5_400_000, 0, 0, 1), new Hour(noon.minusSeconds(3600), 3600, 0, 3600 * 1024, 0, 2),
                        new Hour(noon.minusSeconds(86_400), 3600, 0, 0, 0, 0))));
    }

    @Test
    void aBudgetIsSetAndShownAsTheRestApiSays() throws Exception {
        UI.getCurrent().navigate("tenants/acme/usage");
        FakePlatform.await(() -> FakePlatform.shown().contains("There is none."));
        assertTrue(FakePlatform.shown().contains("2.0") && FakePlatform.shown().contains("12345"), FakePlatform.shown());
        _setValue(_get(IntegerField.class), 100);
        _setValue(_get(Checkbox.class), true);
        platform.on("GET /tenants/acme/budget", 200, "{\"cpuHours\":100,\"suspends\":true,\"usedCpuHours\":96.25,\"percent\":96}");

        _click(button("Save"));

        FakePlatform.await(() -> FakePlatform.shown().contains("96.3 of 100 CPU hours"));
        assertTrue(platform.asked.contains("PUT /tenants/acme/budget {\"cpuHours\":100,\"suspends\":true}"), platform.asked::toString);
        assertTrue(_get(Checkbox.class).getValue());
        _click(button("Have none"));
        FakePlatform.await(() -> platform.asked.contains("DELETE /tenants/acme/budget "));
    }

    @Test
    void whoIsNoOwnerMayLook() throws Exception {
        platform.on("GET /tenants/acme", 200, "{\"name\":\"acme\",\"role\":\"viewer\"}");
        UI.getCurrent().navigate("tenants/acme/usage");

        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Save")).size() == 1);
        assertFalse(button("Save").isEnabled());
        assertEquals("Missing permission: the role owner", button("Save").getElement().getAttribute("aria-description"));
    }

    @Test
    void anotherTenantsUseIsRefused() throws Exception {
        platform.on("GET /tenants/globex", 403, "{\"detail\":\"There is no tenant globex, or you are no member of it\"}");
        UI.getCurrent().navigate("tenants/globex/usage");

        FakePlatform.await(() -> FakePlatform.shown().contains("There is no tenant globex"));
        assertFalse(FakePlatform.shown().contains("12345"));
    }
}
