package dev.marina.console.pools;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoolsViewTest {

    private static final String POOLS = "/tenants/acme/clusters/web/nodepools";
    private static final String NETWORK = "/tenants/acme/clusters/web/network";
    private static final String DEFAULT = """
            {"name":"default","nodes":2,"total":2,"ready":1,"cpu":"1","memory":"2Gi","size":"standard","labels":{"disk":"ssd"},
             "taints":["gpu=yes:NoSchedule"],"autoscaling":false,"repairMinutes":5,"reason":"NodesNotReady","message":"1 of 2 nodes are ready"}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on("GET /api", 200, "{}").on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster).on("GET /tenants/acme", 200, "{\"name\":\"acme\",\"role\":\"owner\"}")
                .on("GET " + POOLS, 200, "{\"items\":[%s]}".formatted(DEFAULT)).on("GET " + POOLS + "/default", 200, DEFAULT)
                .on("GET /tenants/acme/quota", 200, """
                        {"limits":{"clusters":2,"nodes":4,"cpu":"8","memory":"16Gi"},"used":{"clusters":1,"nodes":2,"cpu":"2","memory":"4Gi"}}""")
                .on("GET " + NETWORK, 200, "{\"backend\":\"bgp\",\"bgp\":{\"reflector\":true}}").on("PUT " + NETWORK, 200, "{\"backend\":\"host-gw\"}")
                .on("POST " + POOLS, 201, DEFAULT).on("PATCH " + POOLS + "/default", 200, DEFAULT).on("DELETE " + POOLS + "/default", 202, "");
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static void go() throws Exception {
        FakePlatform.go("clusters/acme/web/pools");
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> "Change default".equals(each.getAriaLabel().orElse(""))
                && each.isEnabled())).size() == 1);
    }

    private static Dialog dialog() throws Exception {
        FakePlatform.await(() -> !_find(Dialog.class).isEmpty());
        return _get(Dialog.class);
    }

    private static String words(Dialog dialog) {
        return dialog.getElement().getTextRecursively();
    }

    private static void submit(Dialog dialog, String text) {
        _click(_get(dialog, Button.class, spec -> spec.withText(text)));
    }

    private boolean asked(String start) {
        return platform.asked.stream().anyMatch(one -> one.startsWith(start));
    }

    @Test
    void eachPoolSaysWhatItIsAndHowItsNodesAre() throws Exception {
        go();

        String shown = FakePlatform.shown();
        for (String part : new String[] {"standard", "1 of 2 ready", "disk=ssd", "gpu=yes:NoSchedule", "5 min", "Not all ready", "1 of 2 nodes are ready"}) {
            assertTrue(shown.contains(part), part + " in " + shown);
        }
    }

    @Test
    void whetherItFitsIsSaidBeforeItIsAskedFor() throws Exception {
        go();
        _click(_get(Button.class, spec -> spec.withText("New pool")));
        Dialog dialog = dialog();
        IntegerField nodes = _get(dialog, IntegerField.class, spec -> spec.withLabel("Nodes"));
        _setValue(nodes, 2);
        assertTrue(words(dialog).contains("Has room in the plan: 2 of the 2 nodes"), words(dialog));
        _setValue(nodes, 3);
        assertTrue(words(dialog).contains("Has no room in the plan: 3 nodes are wanted, and it leaves 2 of this size (Nodes)"), words(dialog));
        assertFalse(asked("POST " + POOLS), "nothing was asked for yet");
        _setValue(nodes, 1);
        _setValue(_get(dialog, TextField.class), "gpu");
        _setValue(_get(dialog, TextArea.class, spec -> spec.withLabel("Labels")), "disk=nvme");
        submit(dialog, "Create");

        FakePlatform.await(() -> asked("POST " + POOLS
                + " {\"autoscaling\":false,\"repairMinutes\":10,\"size\":\"standard\",\"nodes\":1,\"labels\":{\"disk\":\"nvme\"},\"taints\":[],\"name\":\"gpu\",\"runtime\":\"docker\",\"subnet\":0}"));
    }

    @Test
    void aPoolIsResizedAndARefusalStandsAtItsField() throws Exception {
        platform.on("PATCH " + POOLS + "/default", 422, "{\"detail\":\"invalid\",\"errors\":[{\"field\":\"taints[0].effect\",\"detail\":\"NoSchedule\"}]}");
        go();
        _click(FakePlatform.labelled("Change default"));
        Dialog dialog = dialog();
        _setValue(_get(dialog, IntegerField.class, spec -> spec.withLabel("Nodes")), 4);
        submit(dialog, "Save");

        FakePlatform.await(() -> asked("PATCH " + POOLS + "/default {\"autoscaling\":false,\"repairMinutes\":5,\"size\":\"standard\",\"nodes\":4"));
        FakePlatform.await(() -> _get(dialog, TextArea.class, spec -> spec.withLabel("Taints")).isInvalid());
        assertEquals("NoSchedule", _get(dialog, TextArea.class, spec -> spec.withLabel("Taints")).getErrorMessage());
    }

    @Test
    void howNodesReachEachOtherIsSaidAndCanBeChosen() throws Exception {
        go();
        assertTrue(FakePlatform.shown().contains("learn from each other by BGP; within a subnet only · with a route reflector"), FakePlatform.shown());
        _click(_get(Button.class, spec -> spec.withText("Change network")));
        Dialog dialog = dialog();
        assertTrue(_get(dialog, Checkbox.class).getValue());

        @SuppressWarnings("unchecked")
        Select<String> backend = _get(dialog, Select.class);
        _setValue(backend, "host-gw");
        assertTrue(_find(dialog, Checkbox.class).isEmpty(), "only BGP has reflectors");
        submit(dialog, "Save");

        FakePlatform.await(() -> asked("PUT " + NETWORK + " {\"backend\":\"host-gw\"}"));
    }

    @Test
    void whyANetworkIsRefusedIsSaid() throws Exception {
        platform.on("PUT " + NETWORK, 422, "{\"detail\":\"backend must be another\"}");
        go();
        _click(_get(Button.class, spec -> spec.withText("Change network")));
        Dialog dialog = dialog();
        submit(dialog, "Save");

        FakePlatform.await(() -> words(dialog).contains("backend must be another"));
        assertTrue(_get(dialog, Button.class, spec -> spec.withText("Save")).isEnabled());
    }

    @Test
    void aPoolIsEmptiedFirstOrDeletedByWhoTypesItsName() throws Exception {
        go();
        _click(FakePlatform.labelled("Delete default"));
        submit(dialog(), "Empty it first");
        FakePlatform.await(() -> asked("PATCH " + POOLS + "/default {\"autoscaling\":false,\"nodes\":0}"));
        FakePlatform.await(() -> _find(Dialog.class).isEmpty());

        _click(FakePlatform.labelled("Delete default"));
        Dialog dialog = dialog();
        assertFalse(_get(dialog, Button.class, spec -> spec.withText("Delete")).isEnabled());
        _setValue(_get(dialog, TextField.class), "default");
        submit(dialog, "Delete");
        FakePlatform.await(() -> asked("DELETE " + POOLS + "/default"));
    }

    @Test
    void whoIsNoOwnerIsToldAndMayLook() throws Exception {
        platform.on("GET /tenants/acme", 200, "{\"name\":\"acme\",\"role\":\"developer\"}");
        FakePlatform.go("clusters/acme/web/pools");

        FakePlatform.await(() -> FakePlatform.shown().contains("disk=ssd"));
        FakePlatform.await(
                () -> "Missing permission: the role owner".equals(FakePlatform.labelled("Change default").getElement().getAttribute("aria-description")));
        assertFalse(FakePlatform.labelled("Delete default").isEnabled());
    }

    @Test
    void anotherTenantsPoolsAreRefusedAndNothingOfOnesOwnIsShown() throws Exception {
        go();
        String refused = "{\"detail\":\"There is no tenant globex\"}";
        platform.on("GET /tenants/globex", 404, refused).on("GET /tenants/globex/clusters/web/nodepools", 404, refused);

        FakePlatform.go("clusters/globex/web/pools");

        FakePlatform.await(() -> FakePlatform.shown().contains("There is no tenant globex"));
        assertFalse(FakePlatform.shown().contains("disk=ssd"), FakePlatform.shown());
    }
}
