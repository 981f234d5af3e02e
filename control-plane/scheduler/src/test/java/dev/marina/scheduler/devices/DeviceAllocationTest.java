package dev.marina.scheduler.devices;

import static dev.marina.scheduler.devices.DeviceWorld.node;
import static dev.marina.scheduler.devices.DeviceWorld.one;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which devices a claim gets, and why it gets none.
class DeviceAllocationTest {

    private static final String CANNOT = "cannot allocate all claims";

    private final DeviceWorld world = new DeviceWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private static String device(String name, String model) {
        return "{name: %s, attributes: {model: {string: %s}}}".formatted(name, model);
    }

    @Test
    void theFirstDeviceThatIsFreeAndMatchesIsTaken() {
        world.slice("n1", device("a", "old"), device("b", "new"), device("c", "new"));
        world.claim("any", one(""));
        world.claim("new", one("selectors: [{cel: {expression: model=new}}]"));

        assertEquals(List.of("r: a"), world.on("n1", "any"));
        assertEquals(List.of("r: b"), world.on("n1", "new"));
        assertEquals(List.of("r: a", "r: b"), world.on("n1", "any", "new"));
        assertEquals(List.of(CANNOT), world.on("n2", "any"), "the devices are another node's");
    }

    @Test
    void whatAClaimHasNoOtherGets() {
        world.slice("n1", device("a", "x"), device("b", "x"));
        world.give(world.claim("first", one("")), "a", "n1");
        world.claim("second", one(""));
        world.claim("both", one("count: 2"));

        assertEquals(List.of("r: b"), world.on("n1", "second"));
        assertEquals(List.of(CANNOT), world.on("n1", "both"));
    }

    @Test
    void allIsEveryDeviceThatMatchesOrNone() {
        world.slice("n1", device("a", "x"), device("b", "y"), device("c", "x"));
        world.claim("all", one("allocationMode: All, selectors: [{cel: {expression: model=x}}]"));
        assertEquals(List.of("r: a", "r: c"), world.on("n1", "all"));

        world.give(world.claim("other", one("")), "c", "n1");
        assertEquals(List.of(CANNOT), world.on("n1", "all"));
        world.claim("nothing", one("allocationMode: All, selectors: [{cel: {expression: model=z}}]"));
        assertEquals(List.of(CANNOT), world.on("n1", "nothing"));
    }

    @Test
    void whoLooksAfterDevicesTakesThemFromNobody() {
        world.slice("n1", device("a", "x"));
        ResourceClaim used = world.claim("used", one(""));
        world.give(used, "a", "n1");
        world.claim("admin", one("adminAccess: true"));

        assertEquals(List.of("admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace"),
                world.on("n1", "admin"));
        world.world.writes(world.acme).update(Types.NAMESPACES, new NamespaceBuilder(world.world.require(world.acme, Types.NAMESPACES, "", "default"))
                .editMetadata().addToLabels("resource.kubernetes.io/admin-access", "true").endMetadata().build());
        assertEquals(List.of("r: a"), world.on("n1", "admin"));
        AllocationResult result = world.allocation("admin").reservations(node("n1", Map.of())).getFirst().allocation().orElseThrow();
        assertEquals(true, result.getDevices().getResults().getFirst().getAdminAccess());
    }

    @Test
    void theFirstAlternativeThatCanBeHadIsTaken() {
        world.slice("n1", device("a", "small"), device("b", "small"));
        String wish = "{requests: [{name: r, firstAvailable: [{name: big, deviceClassName: gpu, selectors: [{cel: {expression: model=big}}]},"
                + " {name: two, deviceClassName: gpu, count: 2, selectors: [{cel: {expression: model=small}}]}]}]}";
        world.claim("wish", wish);

        assertEquals(List.of("r/two: a", "r/two: b"), world.on("n1", "wish"));
        DeviceAllocation allocation = world.allocation("wish");
        allocation.refusal(node("n1", Map.of()));
        assertEquals(7, allocation.preference(node("n1", Map.of())));
        assertTrue(allocation.prefers());
    }

    @Test
    void devicesThatHaveToBeAlikeAreFoundBehindOnesThatAreNot() {
        world.slice("n1", device("a", "x"), device("b", "y"), device("c", "y"), "{name: d}");
        String requests = "{requests: [{name: r, exactly: {deviceClassName: gpu}}, {name: s, exactly: {deviceClassName: gpu}}], constraints: [%s]}";
        world.claim("alike", requests.formatted("{matchAttribute: gpu.example.com/model}"));
        world.claim("apart", requests.formatted("{distinctAttribute: gpu.example.com/model}"));
        world.claim("neither", requests.formatted("{matchAttribute: gpu.example.com/model}, {distinctAttribute: gpu.example.com/model}"));
        world.claim("free", requests.formatted("{requests: [r], matchAttribute: gpu.example.com/model}"));

        assertEquals(List.of("r: b", "s: c"), world.on("n1", "alike"));
        assertEquals(List.of("r: a", "s: b"), world.on("n1", "apart"));
        assertEquals(List.of(CANNOT), world.on("n1", "neither"));
        assertEquals(List.of("r: a", "s: b"), world.on("n1", "free"));
    }

    @Test
    void aTaintedDeviceIsForThoseWhoTolerateIt() {
        world.slice("n1", "{name: a, taints: [{key: broken, effect: NoSchedule}]}", "{name: b, taints: [{key: old, effect: None}]}");
        world.claim("any", one(""));
        world.claim("brave", one("tolerations: [{key: broken, operator: Exists}]"));

        assertEquals(List.of("r: b"), world.on("n1", "any"));
        assertEquals(List.of("r: a"), world.on("n1", "brave"));
    }

    @Test
    void partsOfACardAreGivenAsLongAsThereIsSomethingLeft() {
        String counters = "{metadata: {name: card}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: n1, generation: 1, resourceSliceCount: 2},"
                + " sharedCounters: [{name: card, counters: {memory: {value: 40Gi}}}]}}";
        String part = "{name: %s, consumesCounters: [{counterSet: card, counters: {memory: {value: %s}}}]}";
        world.put(Types.RESOURCE_SLICES, counters);
        world.put(Types.RESOURCE_SLICES,
                "{metadata: {name: parts}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: n1, generation: 1, resourceSliceCount: 2}, devices: [%s]}}"
                        .formatted(String.join(", ", part.formatted("whole", "40Gi"), part.formatted("half", "20Gi"), part.formatted("other-half", "20Gi"))));
        world.claim("one", one(""));
        world.claim("two", one("count: 2"));
        world.claim("three", one("count: 3"));

        assertEquals(List.of("r: whole"), world.on("n1", "one"));
        assertEquals(List.of("r: half", "r: other-half"), world.on("n1", "two"));
        assertEquals(List.of(CANNOT), world.on("n1", "three"));
        world.give(world.claim("taken", one("")), "half", "n1");
        assertEquals(List.of("r: other-half"), world.on("n1", "one"));
    }

    @Test
    void aDeviceIsSharedAsFarAsItsCapacityGoes() {
        world.slice("n1",
                "{name: nic, allowMultipleAllocations: true, capacity: {bandwidth: {value: 10G, requestPolicy: {default: 1G, validRange: {min: 1G, step: 1G}}}}}");
        world.claim("some", one("capacity: {requests: {bandwidth: 1500M}}"));
        world.claim("much", one("capacity: {requests: {bandwidth: 9G}}"));
        world.claim("else", one("capacity: {requests: {latency: 1}}"));

        assertEquals(List.of("r: nic"), world.on("n1", "some"));
        assertEquals(List.of(CANNOT), world.on("n1", "some", "much"), "two and nine are more than ten");
        assertEquals(List.of(CANNOT), world.on("n1", "else"));
        DeviceRequestAllocationResult result = world.allocation("some").reservations(node("n1", Map.of())).getFirst().allocation().orElseThrow().getDevices()
                .getResults().getFirst();
        assertEquals("2000000000", result.getConsumedCapacity().get("bandwidth").toString());
        assertFalse(result.getShareID().isEmpty());
    }

    @Test
    void nothingIsGivenFromAPoolThatIsBeingChanged() {
        String slice = "{metadata: {name: %s}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: p, generation: %d, resourceSliceCount: %d}, devices: [{name: %s}]}}";
        world.put(Types.RESOURCE_SLICES, slice.formatted("one", 1, 1, "a"));
        world.claim("any", one(""));
        world.claim("all", one("allocationMode: All"));
        assertEquals(List.of("r: a"), world.on("n1", "any"));

        world.put(Types.RESOURCE_SLICES, slice.formatted("two", 2, 2, "b"));
        assertEquals(List.of(CANNOT), world.on("n1", "any"), "the first generation is out of date, the second incomplete");
        assertEquals(List.of("claim default/all, request r: asks for all devices, but resource pool gpu.example.com/p is currently being updated"),
                world.on("n1", "all"));

        world.put(Types.RESOURCE_SLICES, slice.formatted("three", 2, 2, "b"));
        assertEquals(List.of("invalid resource pools were encountered"), world.on("n1", "any"), "one name twice");
    }

    @Test
    void whereDevicesAreReachedFromIsWrittenDown() {
        world.slice("n1", "{name: local}");
        world.put(Types.RESOURCE_SLICES, "{metadata: {name: shared}, spec: {driver: net.example.com, pool: {name: s, generation: 1, resourceSliceCount: 1},"
                + " nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]}, devices: [{name: far}]}}");
        world.claim("near", one(""));
        AllocationResult near = world.allocation("near").reservations(node("n1", Map.of())).getFirst().allocation().orElseThrow();
        assertEquals("metadata.name", near.getNodeSelector().getNodeSelectorTerms().getFirst().getMatchFields().getFirst().getKey());
        assertEquals(List.of("n1"), near.getNodeSelector().getNodeSelectorTerms().getFirst().getMatchFields().getFirst().getValues());

        AllocationResult far = world.allocation("near").reservations(node("n9", Map.of("zone", "a"))).getFirst().allocation().orElseThrow();
        assertEquals("zone", far.getNodeSelector().getNodeSelectorTerms().getFirst().getMatchExpressions().getFirst().getKey());
        assertEquals(CANNOT, world.allocation("near").refusal(node("n9", Map.of("zone", "b"))));
    }

    @Test
    void configurationsOfClassAndClaimAreHandedOn() {
        world.slice("n1", "{name: a}", "{name: b}");
        world.put(Types.DEVICE_CLASSES, "{metadata: {name: set}, spec: {config: [{opaque: {driver: gpu.example.com, parameters: {mode: fast}}}]}}");
        world.claim("c", "{requests: [{name: r, exactly: {deviceClassName: set}}, {name: s, exactly: {deviceClassName: gpu}}],"
                + " config: [{requests: [s], opaque: {driver: gpu.example.com, parameters: {own: yes}}}, {opaque: {driver: gpu.example.com, parameters: {}}}]}");

        var config = world.allocation("c").reservations(node("n1", Map.of())).getFirst().allocation().orElseThrow().getDevices().getConfig();

        assertEquals(List.of("FromClass [r]", "FromClaim [s]", "FromClaim []"),
                config.stream().map(each -> each.getSource() + " " + each.getRequests()).toList());
    }

    @Test
    void whatIsWrongWithAClaimIsSaid() {
        world.claim("strange", one("").replace("gpu", "unknown"));
        assertEquals(List.of("request r: device class unknown does not exist"), world.on("n1", "strange"));
        assertEquals(List.of("resourceclaim.resource.k8s.io \"none\" not found"), world.on("n1", "none"));
        world.claim("huge", one("count: 33"));
        assertEquals(List.of("claim default/huge: number of requested devices 33 exceeds the claim limit of 32"), world.on("n1", "huge"));

        world.slice("n1", device("a", "x"));
        world.claim("broken", one("selectors: [{cel: {expression: model=x}}]"));
        world.selectors = (_, _, _, _) -> new DeviceSelectors.Match(false, "CEL runtime error: no such key: other", 1);
        assertEquals(List.of("claim default/broken: selector #0 on device gpu.example.com/n1/a: CEL runtime error: no such key: other"),
                world.on("n1", "broken"));
    }

    @Test
    void aClaimThatHasDevicesIsUsedWhereTheyAre() {
        ResourceClaim claim = world.claim("c", one(""));
        ResourceClaim given = new ResourceClaimBuilder(claim).editOrNewStatus().withNewAllocation().endAllocation().endStatus().build();
        given.getStatus().getAllocation().setNodeSelector(new NodeSelectorBuilder().addNewNodeSelectorTerm().addNewMatchField().withKey("metadata.name")
                .withOperator("In").withValues("n1").endMatchField().endNodeSelectorTerm().build());
        world.world.writes(world.acme).updateStatus(Types.RESOURCE_CLAIMS, given);

        DeviceAllocation allocation = world.allocation("c");
        assertEquals("", allocation.refusal(node("n1", Map.of())));
        assertEquals("resourceclaim not available on the node", allocation.refusal(node("n2", Map.of())));
        assertTrue(allocation.reservations(node("n1", Map.of())).getFirst().allocation().isEmpty());
        assertEquals("c", allocation.toGiveBack(List.of(node("n2", Map.of()))).orElseThrow().getMetadata().getName());
        assertTrue(allocation.toGiveBack(List.of(node("n1", Map.of()))).isEmpty());
    }

    @Test
    void whatIsBeingWrittenIsTakenAlready() {
        world.slice("n1", device("a", "x"));
        world.claim("first", one(""));
        world.claim("second", one(""));
        AllocatedDevices devices = AllocatedDevices.of(world.world.snapshot(world.acme));
        DeviceContext context = new DeviceContext(DeviceWorld.TEXTS, devices, new SelectorMemory());
        PodFacts pod = PodFacts.of(DeviceWorld.pod("first"));
        devices.pend(pod.uid(), DeviceAllocation.of(pod, world.world.snapshot(world.acme), context).reservations(node("n1", Map.of())));

        DeviceAllocation other = DeviceAllocation.of(PodFacts.of(DeviceWorld.pod("second")), world.world.snapshot(world.acme), context);
        assertEquals(CANNOT, other.refusal(node("n1", Map.of())));
        assertEquals("resource claim default/first is in the process of being allocated",
                DeviceAllocation.of(pod, world.world.snapshot(world.acme), context).refusal());

        devices.settle(pod.uid());
        devices.settle(pod.uid());
        assertEquals("", DeviceAllocation.of(PodFacts.of(DeviceWorld.pod("second")), world.world.snapshot(world.acme), context)
                .refusal(node("n1", Map.of())));
    }

    /// Ten thousand devices of ten thousand models, and two that have to be alike: fifty million pairs.
    @Test
    void anImpossibleWishEndsSoonAndIsSaid() {
        for (int slice = 0; slice < 80; slice++) {
            int first = slice * 125;
            String devices = IntStream.range(first, first + 125).mapToObj(i -> device("d" + i, "m" + i)).collect(Collectors.joining(", "));
            world.put(Types.RESOURCE_SLICES,
                    "{metadata: {name: s%d}, spec: {driver: gpu.example.com, allNodes: true, pool: {name: p, generation: 1, resourceSliceCount: 80}, devices: [%s]}}"
                            .formatted(slice, devices));
        }
        world.claim("alike", "{requests: [{name: r, exactly: {deviceClassName: gpu}}, {name: s, exactly: {deviceClassName: gpu}}],"
                + " constraints: [{matchAttribute: gpu.example.com/model}]}");
        DeviceAllocation allocation = world.allocation("alike");
        assertEquals("", allocation.refusal());

        for (int i = 1; i < 1_000; i++) {
            assertEquals("timed out trying to allocate devices", allocation.refusal(node("n" + i, Map.of())));
        }
        assertTrue(allocation.spent() < 60_000, "a thousand nodes together took %d steps".formatted(allocation.spent()));
        assertNull(allocation.reservations(node("n1", Map.of())).stream().findFirst().orElse(null), "nothing is written of what was not found");
    }

    @Test
    void aSelectorIsAskedOnceAboutADeviceThatDoesNotChange() {
        world.slice("n1", device("a", "x"), device("b", "y"));
        world.claim("y", one("selectors: [{cel: {expression: model=y}}]"));
        int[] asked = new int[1];
        SelectorMemory memory = new SelectorMemory();
        DeviceSelectors counting = (expression, driver, device, cost) -> {
            asked[0]++;
            return DeviceWorld.TEXTS.match(expression, driver, device, cost);
        };
        for (int i = 0; i < 3; i++) {
            DeviceContext context = new DeviceContext(counting, new AllocatedDevices(), memory);
            assertEquals("", DeviceAllocation.of(PodFacts.of(DeviceWorld.pod("y")), world.world.snapshot(world.acme), context).refusal(node("n1", Map.of())));
        }
        assertEquals(2, asked[0]);
    }

    @Test
    void lookingThroughClassesEnds() {
        for (int i = 0; i < 5_100; i++) {
            world.put(Types.DEVICE_CLASSES, "{metadata: {name: c%d}, spec: {extendedResourceName: example.com/c%d}}".formatted(i, i));
        }
        PodBuilder pod = new PodBuilder(DeviceWorld.pod());
        for (int i = 0; i < 10; i++) {
            pod.editSpec().editFirstContainer().editOrNewResources().addToRequests("example.com/r" + i, new Quantity("1")).endResources().endContainer()
                    .endSpec();
        }
        DeviceAllocation allocation = DeviceAllocation.of(PodFacts.of(pod.build()), world.world.snapshot(world.acme),
                DeviceContext.of(world.world.snapshot(world.acme), world.selectors));
        assertEquals("timed out trying to allocate devices", allocation.refusal());
        assertTrue(allocation.spent() >= 50_000, "it is charged");
    }
}
