package dev.marina.console.clusters;

import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClustersViewTest {

    private static final String CLUSTERS = "{\"items\":[{\"name\":\"default\",\"phase\":\"Ready\",\"created\":\"2026-01-01T00:00:00Z\"}]}";

    private FakePlatform platform;
    private ClustersView view;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform().on("GET /tenants", 200, "{\"items\":[{\"name\":\"acme\",\"role\":\"owner\"},{\"name\":\"globex\",\"role\":\"viewer\"}]}")
                .on("GET /tenants/acme/clusters", 200, CLUSTERS).on("GET /tenants/globex/clusters", 200, CLUSTERS)
                .on("GET /tenants/acme/quota", 200, "{}").on("GET /tenants/globex/quota", 200, "{}");
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
        view = new ClustersView();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private List<String> tenants() {
        return _find(view, H2.class).stream().map(H2::getText).toList();
    }

    private boolean notice() {
        return _find(view, Span.class).stream().anyMatch(span -> span.hasClassName("notice") && span.isVisible());
    }

    @Test
    void eachTenantIsThereWithItsClusters() throws Exception {
        UI.getCurrent().add(view);

        FakePlatform.await(() -> tenants().equals(List.of("acme", "globex")));
        assertEquals(2, _find(view, H3.class).size());
        assertTrue(!notice());
    }

    @Test
    void oneTenantThatIsRefusedLeavesTheOthersAsTheyAre() throws Exception {
        platform.on("GET /tenants/globex/clusters", 503, "{\"detail\":\"The control plane does not answer\"}");

        UI.getCurrent().add(view);

        FakePlatform.await(() -> tenants().equals(List.of("acme", "globex")));
        assertEquals(1, _find(view, H3.class).size());
        assertTrue(notice());
    }

    @Test
    void anOutageIsSaidAndWhatWasSeenStays() throws Exception {
        UI.getCurrent().add(view);
        FakePlatform.await(() -> !tenants().isEmpty());

        platform.on("GET /tenants", 503, "{\"detail\":\"Not available now\"}");

        FakePlatform.await(this::notice);
        assertEquals(List.of("acme", "globex"), tenants());
    }
}
