package dev.marina.net.service;

import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceSetTest {

    private static final ServiceEntry WEB = service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 8080)));
    private static final ServiceEntry WEB_MOVED = service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.9", 8080)));
    private static final ServiceEntry DB = service("db", "10.96.0.21", tcp("sql", 3306, 0, ready("10.244.1.3", 3306)));

    private final ServiceSet services = new ServiceSet(List.of(WEB, DB));

    @Test
    void aChangeComesToWhatIsReallyOther() {
        assertTrue(services.change(List.of(WEB, DB), List.of(new ServiceName("default", "never"))).nothing());

        assertEquals(new ServiceSet.Difference(List.of(WEB), List.of(WEB_MOVED)), services.change(List.of(WEB_MOVED), List.of()));
        assertEquals(Optional.of(WEB_MOVED), services.find(WEB.id()));
        assertEquals(Optional.of(DB), services.find(DB.id()));
    }

    @Test
    void whatAFullListDoesNotNameIsGone() {
        assertEquals(new ServiceSet.Difference(List.of(DB, WEB), List.of(WEB_MOVED)), services.replace(List.of(WEB_MOVED)));
        assertEquals(Optional.empty(), services.find(DB.id()));
    }
}
