package dev.marina.console.trace;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceViewTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String TRACES = "POST /apis/marina.dev/v1/namespaces/shop/packettraces";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .list("/api/v1/namespaces", List.of("Name"), FakeCluster.row("", "shop", "", "shop"))
                .list("/api/v1/namespaces/shop/pods", List.of("Name", "Status"), FakeCluster.row("shop", "client", "", "client", "Running"))
                .on(TRACES, 201, """
                        {"status":{"verdict":"IngressDenied","steps":[
                         {"station":"Name","asked":"web.shop.svc.cluster.local.","server":"10.96.0.10","code":"NOERROR","addresses":["10.96.0.20"],"micros":900},
                         {"station":"Service","namespace":"shop","service":"web","address":"10.96.0.20","port":80,"outcome":"Led","candidates":[
                          {"address":"10.244.1.3","port":8080,"pod":"web-1","chosen":true},{"address":"10.244.1.4","port":8080,"pod":"web-2","why":"NotReady"}]},
                         {"station":"Policies","into":true,"address":"10.244.1.3","port":8080,"known":true,"allowed":false,"policies":[{"allows":false}]},
                         {"station":"Hops","hops":["pod","node n1"]},
                         {"station":"Probe","address":"10.96.0.20","port":80,"outcome":"TimedOut","micros":3000000}]}}""");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static String chosenPod() {
        return _get(TraceView.class).chosen();
    }

    private static Button ask() {
        return _get(Button.class, spec -> spec.withText("Follow"));
    }

    @Test
    void theWayIsToldStationByStationAndWhyItEnds() throws Exception {
        FakePlatform.go("clusters/acme/web/trace?namespace=shop&pod=client&to=web");
        FakePlatform.await(() -> ask().isEnabled() && chosenPod().equals("client"));
        assertEquals("web", _get(TextField.class, spec -> spec.withLabel("To a name or address")).getValue());
        _click(ask());
        FakePlatform.await(() -> FakePlatform.shown().contains("Not let in"));
        String shown = FakePlatform.shown();
        assertTrue(shown.contains("web-1 · chosen") && shown.contains("web-2 · not chosen: not ready"), shown);
        assertTrue(shown.contains("a policy that you may not read · does not allow it") && shown.contains("pod → node n1"), shown);
        assertTrue(cluster.asked.stream().anyMatch(each -> each.contains("{\"pod\":\"client\",\"to\":\"web\",\"port\":80,\"protocol\":\"TCP\"}")),
                cluster.asked::toString);
        assertTrue(ask().isEnabled());
    }

    @Test
    void aRefusalIsShownAndWhoMayNotIsToldWhy() throws Exception {
        cluster.on(TRACES, 409, "{\"kind\":\"Status\",\"message\":\"it has no node yet\"}");
        FakePlatform.go("clusters/acme/web/trace?namespace=shop&pod=client&to=web");
        FakePlatform.await(() -> ask().isEnabled() && chosenPod().equals("client"));
        _click(ask());
        FakePlatform.await(() -> FakePlatform.shown().contains("it has no node yet"));
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        FakePlatform.go("clusters/acme/web/trace?namespace=other");
        FakePlatform.await(() -> "Missing permission: create packettraces in other".equals(ask().getElement().getAttribute("aria-description")));
    }
}
