package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.router.Location;
import dev.marina.console.feed.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private static final Row WEB = Row.of("u", "shop", "web-1", List.of("web-1", "Running"), null, Map.of("app", "Web"), "");

    @Test
    void anAddressSaysItAndItSaysTheAddress() {
        Scope scope = new Scope("kube-system", "app=web 50%");

        assertEquals(scope, Scope.of(new Location("clusters/a/b", scope.query())));
        assertEquals(new Scope("", ""), Scope.of(new Location("clusters/a/b")));
    }

    @Test
    void everyWordMustBeSomewhere() {
        assertTrue(new Scope("", "WEB running").shows(WEB));
        assertTrue(new Scope("", "app=web").shows(WEB));
        assertTrue(new Scope("", "  ").shows(WEB));
        assertFalse(new Scope("", "web pending").shows(WEB));
    }

    @Test
    void aVeryLongFilterIsCut() {
        assertEquals(200, Scope.of(new Location("x", new Scope("", "y".repeat(5_000)).query())).filter().length());
    }
}
