package dev.marina.console.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.router.Location;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastMomentTest {

    private static PastMoment of(String query) {
        return PastMoment.of(new Location("history" + query));
    }

    @Test
    void anAddressSaysWhatIsLookedAtAndIsWrittenTheSame() {
        PastMoment moment = of("?at=2026-01-31T10:00:00Z&resource=deployments.apps&namespace=shop&name=web&compared=2026-01-31T11:00:00Z");
        assertEquals(Optional.of(Instant.parse("2026-01-31T10:00:00Z")), moment.at());
        assertEquals(moment, PastMoment.of(new Location("history", moment.query())));
    }

    @Test
    void whatAnAddressMayNotSayIsLeftOut() {
        PastMoment moment = of("?at=yesterday&resource=&namespace=" + "x".repeat(300));
        assertTrue(moment.at().isEmpty());
        assertEquals("pods", moment.resource());
        assertEquals("", moment.namespace());
    }

    @Test
    void anotherTypeOrNamespaceClosesTheObject() {
        PastMoment moment = of("?resource=pods&name=web");
        assertEquals("", moment.of("services").name());
        assertEquals("", moment.in("shop").name());
    }
}
