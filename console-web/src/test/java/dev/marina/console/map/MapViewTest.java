package dev.marina.console.map;

import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.ComponentUtil;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.client.MapDrawing;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MapViewTest {

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster();
        MapKind.ALL.forEach(kind -> cluster.list(kind.ref().listPath(kind.ofCluster() ? "" : "default"), List.of("Name")));
        cluster.list("/api/v1/namespaces", List.of("Name"), FakeCluster.row("", "default", "", "default"))
                .list("/apis/apps/v1/namespaces/default/deployments", List.of("Name", "Ready"), FakeCluster.row("default", "web", "", "web", "0/1"))
                .list("/api/v1/namespaces/default/pods", List.of("Name", "Ready", "Status", "Node"),
                        FakeCluster.row("default", "web-1-x", "\"labels\":{\"app\":\"web\"},", "web-1-x", "0/1", "CrashLoopBackOff", ""))
                .list("/api/v1/namespaces/default/services", List.of("Name"), FakeCluster.row("default", "web", "", "web"))
                .on("GET /api/v1/namespaces/default/services/web", 200, "{\"spec\":{\"selector\":{\"app\":\"web\"}}}")
                .on("GET /apis/apps/v1/namespaces/default/deployments/web", 200, "{}").on("GET /api/v1/namespaces/default/pods/web-1-x", 200, "{}")
                .on("GET /api", 200, "{}").on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static String drawn() {
        return _find(MapDrawing.class).isEmpty() ? "" : _get(MapDrawing.class).shown();
    }

    @Test
    void objectsAndWhatTheySelectAreDrawnAndAChosenOneOpensBeside() throws Exception {
        FakePlatform.go("clusters/acme/web/map");
        FakePlatform.await(() -> drawn().contains("\"from\":\"services/web\",\"to\":\"pods/web-1-x\",\"relation\":\"selects\""));

        MapDrawing drawing = _get(MapDrawing.class);
        ComponentUtil.fireEvent(drawing, new MapDrawing.Choice(drawing, true, "pods/web-1-x"));
        MapPanel panel = _get(MapPanel.class);
        String shown = panel.getElement().getTextRecursively();
        assertTrue(shown.contains("CrashLoopBackOff") && shown.contains("in trouble") && shown.contains("is selected by services web"), shown);

        ComponentUtil.fireEvent(drawing, new MapDrawing.Choice(drawing, true, "pods/of-nobody\"<script>"));
        assertFalse(panel.isVisible());
    }

    @Test
    void theTableSaysTheSame() throws Exception {
        FakePlatform.go("clusters/acme/web/map?show=table");
        FakePlatform.await(() -> !_find(MapTable.class).isEmpty() && _get(MapTable.class).getElement().getTextRecursively().contains("selects pods web-1-x"));
        assertTrue(_find(MapDrawing.class).isEmpty());
    }

    @Test
    void whatMayNotBeSeenIsNamed() throws Exception {
        cluster.on("GET /api/v1/namespaces/default/secrets", 403, "{\"kind\":\"Status\",\"message\":\"secrets is forbidden\"}");
        FakePlatform.go("clusters/acme/web/map");
        FakePlatform.await(() -> FakePlatform.shown().contains("You may not see: secrets."));
    }

    @Test
    void anotherTenantsMapAsksForItWithThisPersonsTokenAndShowsTheRefusal() throws Exception {
        MapKind.ALL.forEach(kind -> cluster.on("GET /clusters/globex/web" + kind.ref().listPath(kind.ofCluster() ? "" : "default"), 403,
                "{\"kind\":\"Status\",\"message\":\"forbidden\"}"));
        FakePlatform.go("clusters/globex/web/map");
        FakePlatform.await(() -> FakePlatform.shown().contains("You may not see"));
        assertEquals("{\"items\":[],\"edges\":[]}", drawn());
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/clusters/acme/")), cluster.asked::toString);
    }
}
