package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.StoreClient;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pods with claims of devices, from outside: they wait, something happens, they are bound.
class SchedulerDevicesTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private Scheduler scheduler;

    @AfterEach
    void close() {
        if (scheduler != null) {
            scheduler.close();
        }
        world.close();
    }

    private void start() {
        scheduler = Scheduler.start(world.services, Executors.newVirtualThreadPerTaskExecutor(), Outside.NOBODY);
    }

    private <T extends HasMetadata> T put(ClusterId cluster, ResourceType<T> type, String yaml) {
        return world.writes(cluster).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    private void devices(ClusterId cluster, String... devices) {
        put(cluster, Types.NODES, Serialization.asYaml(Samples.node("n1", "64", "64Gi")));
        put(cluster, Types.DEVICE_CLASSES, "{metadata: {name: gpu}, spec: {}}");
        put(cluster, Types.RESOURCE_SLICES,
                "{metadata: {name: s}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: n1, generation: 1, resourceSliceCount: 1}, devices: [%s]}}"
                        .formatted(String.join(", ", devices)));
    }

    private ResourceClaim claim(ClusterId cluster, String name) {
        return put(cluster, Types.RESOURCE_CLAIMS,
                "{metadata: {name: %s, namespace: default}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}".formatted(name));
    }

    private void pod(ClusterId cluster, String name, String claim) {
        world.writes(cluster).create(Types.PODS, new PodBuilder(Samples.pod(name)).editSpec().addNewResourceClaim().withName("gpu").withResourceClaimName(claim)
                .endResourceClaim().endSpec().build());
    }

    private String nodeOf(ClusterId cluster, String pod) {
        return PodState.nodeName(world.require(cluster, Types.PODS, "default", pod));
    }

    private void awaitBound(ClusterId cluster, String pod) {
        world.await(pod + " is bound", () -> !nodeOf(cluster, pod).isEmpty(), () -> world.snapshot(cluster).list(Types.PODS, "default"));
    }

    private void awaitMessage(String pod, String message) {
        world.await(pod + " says why it waits", () -> message(pod).equals(message), () -> message(pod));
    }

    private String message(String pod) {
        Pod now = world.require(acme, Types.PODS, "default", pod);
        return now.getStatus() == null ? "" : now.getStatus().getConditions().stream().map(each -> each.getMessage()).collect(Collectors.joining());
    }

    private List<String> has(String claim) {
        ResourceClaim now = world.require(acme, Types.RESOURCE_CLAIMS, "default", claim);
        return now.getStatus() == null || now.getStatus().getAllocation() == null
                ? List.of()
                : now.getStatus().getAllocation().getDevices().getResults().stream().map(each -> each.getDevice()).toList();
    }

    @Test
    void aPodIsBoundWithItsDevicesAndTheNextWaitsUntilTheyAreGivenBack() {
        devices(acme, "{name: a}");
        claim(acme, "first");
        claim(acme, "second");
        start();
        pod(acme, "one", "first");
        awaitBound(acme, "one");
        ResourceClaim first = world.require(acme, Types.RESOURCE_CLAIMS, "default", "first");
        assertEquals(List.of("a"), has("first"));
        assertEquals("one", first.getStatus().getReservedFor().getFirst().getName());
        assertEquals(List.of("resource.kubernetes.io/delete-protection"), first.getMetadata().getFinalizers());

        pod(acme, "two", "second");
        awaitMessage("two", "0/1 nodes are available: 1 cannot allocate all claims. still not schedulable, preemption: 0/1 nodes are available: "
                + "1 Preemption is not helpful for scheduling.");

        world.writes(acme).updateStatus(Types.RESOURCE_CLAIMS,
                new ResourceClaimBuilder(world.require(acme, Types.RESOURCE_CLAIMS, "default", "first")).editStatus()
                        .withAllocation(null).withReservedFor().endStatus().build());
        awaitBound(acme, "two");
        assertEquals(List.of("a"), has("second"));
    }

    @Test
    void aPodWaitsForItsClaimToBeThere() {
        devices(acme, "{name: a}");
        start();
        pod(acme, "early", "late");
        awaitMessage("early", "0/1 nodes are available: resourceclaim.resource.k8s.io \"late\" not found. still not schedulable, preemption: "
                + "0/1 nodes are available: 1 Preemption is not helpful for scheduling.");
        claim(acme, "late");
        awaitBound(acme, "early");
    }

    @Test
    void manyPodsAtOnceGetADeviceEachAndNoDeviceTwice() {
        devices(acme, IntStream.range(0, 20).mapToObj("{name: d%d}"::formatted).toArray(String[]::new));
        for (int i = 0; i < 30; i++) {
            claim(acme, "c" + i);
            pod(acme, "p" + i, "c" + i);
        }
        start();
        world.await("twenty are bound",
                () -> world.snapshot(acme).list(Types.PODS, "default").stream().filter(pod -> !PodState.nodeName(pod).isEmpty()).count() == 20,
                () -> world.snapshot(acme).list(Types.EVENTS, "default"));
        List<String> given = world.snapshot(acme).list(Types.RESOURCE_CLAIMS, "default").stream().flatMap(each -> has(each.getMetadata().getName()).stream())
                .toList();
        assertEquals(20, given.size());
        assertEquals(20, given.stream().distinct().count());
    }

    @Test
    void podsShareAClaimAndALostRaceIsTriedAgain() {
        devices(acme, "{name: a}");
        claim(acme, "shared");
        AtomicInteger refusals = new AtomicInteger();
        world.client.faults(new StoreClient.Fault() {
            @Override
            public void before(String verb, ObjectKey key) {
                if (verb.startsWith("update") && key.resource().equals(Types.RESOURCE_CLAIMS.groupResource()) && refusals.getAndIncrement() == 1) {
                    throw StatusException.conflict(key.resource(), key.name(), "the object has been modified");
                }
            }
        });
        start();
        pod(acme, "one", "shared");
        awaitBound(acme, "one");
        pod(acme, "two", "shared");
        awaitBound(acme, "two");
        assertEquals(List.of("one", "two"),
                world.require(acme, Types.RESOURCE_CLAIMS, "default", "shared").getStatus().getReservedFor().stream().map(each -> each.getName()).toList());
        assertTrue(refusals.get() > 1);
    }

    /// A tenant whose pods ask for what takes long to be found impossible does not keep another's from being placed.
    @Test
    void onesImpossibleWishesDoNotDelayAnother() {
        devices(acme, IntStream.range(0, 120).mapToObj("{name: d%1$d, attributes: {model: {string: m%1$d}}}"::formatted).toArray(String[]::new));
        String requests = IntStream.range(0, 6).mapToObj("{name: r%d, exactly: {deviceClassName: gpu}}"::formatted).collect(Collectors.joining(", "));
        for (int i = 0; i < 60; i++) {
            put(acme, Types.RESOURCE_CLAIMS, ("{metadata: {name: c%d, namespace: default}, spec: {devices: {requests: [%s], constraints: ["
                    + "{requests: [r0, r1, r2, r3, r4], distinctAttribute: gpu.example.com/model}, {requests: [r4, r5], matchAttribute: gpu.example.com/model}]}}}")
                    .formatted(i, requests));
            pod(acme, "p" + i, "c" + i);
        }
        ClusterId other = world.cluster("other");
        world.writes(other).create(Types.NODES, Samples.node("n1", "64", "64Gi"));
        start();
        world.await("one has been tried", () -> IntStream.range(0, 60).anyMatch(i -> message("p" + i).contains("timed out trying to allocate devices")),
                () -> world.snapshot(acme).list(Types.EVENTS, "default"));

        world.writes(other).create(Types.PODS, Samples.pod("q"));
        awaitBound(other, "q");
        assertTrue(IntStream.range(0, 60).anyMatch(i -> message("p" + i).isEmpty()), "it came before others' pods that had been there for longer");
    }

    private void asking(String name, String resource, String amount) {
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources()
                .addToRequests(resource, new Quantity(amount)).addToLimits(resource, new Quantity(amount)).endResources().endContainer().endSpec().build());
    }

    private List<ResourceClaim> claims() {
        return world.snapshot(acme).list(Types.RESOURCE_CLAIMS, "default");
    }

    @Test
    void anExtendedResourceIsDevicesWhereAClassSaysSo() {
        devices(acme, "{name: a}", "{name: b}", "{name: c}");
        put(acme, Types.DEVICE_CLASSES, "{metadata: {name: fast}, spec: {extendedResourceName: example.com/fast}}");
        start();
        asking("explicit", "example.com/fast", "2");
        awaitBound(acme, "explicit");
        Pod pod = world.require(acme, Types.PODS, "default", "explicit");
        String name = pod.getStatus().getExtendedResourceClaimStatus().getResourceClaimName();
        assertEquals(List.of("a", "b"), has(name));
        ResourceClaim claim = world.require(acme, Types.RESOURCE_CLAIMS, "default", name);
        assertTrue(name.startsWith("explicit-extended-resources-"), name);
        assertEquals("true", claim.getMetadata().getAnnotations().get("resource.kubernetes.io/extended-resource-claim"));
        assertEquals(pod.getMetadata().getUid(), claim.getMetadata().getOwnerReferences().getFirst().getUid());
        assertEquals("fast", claim.getSpec().getDevices().getRequests().getFirst().getExactly().getDeviceClassName());
        assertEquals("explicit", claim.getStatus().getReservedFor().getFirst().getName());
        assertEquals("container-0-request-0", pod.getStatus().getExtendedResourceClaimStatus().getRequestMappings().getFirst().getRequestName());

        asking("implicit", "deviceclass.resource.kubernetes.io/gpu", "1");
        awaitBound(acme, "implicit");
        asking("late", "example.com/fast", "1");
        awaitMessage("late", "0/1 nodes are available: 1 cannot allocate all claims. still not schedulable, preemption: 0/1 nodes are available: "
                + "1 Preemption is not helpful for scheduling.");
        assertEquals(2, claims().size(), "a claim is made when there are devices for it");
        world.writes(acme).updateStatus(Types.RESOURCE_CLAIMS,
                new ResourceClaimBuilder(world.require(acme, Types.RESOURCE_CLAIMS, "default", name)).editStatus()
                        .withAllocation(null).withReservedFor().endStatus().build());
        awaitBound(acme, "late");
    }

    @Test
    void aNodeThatHasTheResourceItselfGivesIt() {
        put(acme, Types.NODES, Serialization.asYaml(new NodeBuilder(Samples.node("n1", "64", "64Gi")).editStatus()
                .addToAllocatable("example.com/fast", new Quantity("1")).endStatus().build()));
        put(acme, Types.DEVICE_CLASSES, "{metadata: {name: fast}, spec: {extendedResourceName: example.com/fast}}");
        start();
        asking("one", "example.com/fast", "1");
        awaitBound(acme, "one");
        asking("two", "example.com/fast", "1");
        awaitMessage("two", "0/1 nodes are available: 1 Insufficient example.com/fast. still not schedulable, preemption: 0/1 nodes are available: "
                + "1 No preemption victims found for incoming pod.");
        assertEquals(List.of(), claims());
    }

    @Test
    void theNewerOfTwoClassesStandsForAResource() {
        devices(acme, "{name: a}");
        start();
        asking("early", "example.com/fast", "1");
        awaitMessage("early", "0/1 nodes are available: 1 Insufficient example.com/fast. no new claims to deallocate, preemption: 0/1 nodes are available: "
                + "1 Preemption is not helpful for scheduling.");
        put(acme, Types.DEVICE_CLASSES, "{metadata: {name: fast, creationTimestamp: '2026-01-01T00:00:00Z'}, spec: {extendedResourceName: example.com/fast}}");
        awaitBound(acme, "early");
    }

    @Test
    void whatAnEarlierTryHasMadeIsMadeAnew() {
        devices(acme, "{name: a}");
        put(acme, Types.DEVICE_CLASSES, "{metadata: {name: fast}, spec: {extendedResourceName: example.com/fast}}");
        asking("one", "example.com/fast", "1");
        Pod pod = world.require(acme, Types.PODS, "default", "one");
        ResourceClaim earlier = put(acme, Types.RESOURCE_CLAIMS, """
                {metadata: {name: earlier, namespace: default, finalizers: [resource.kubernetes.io/delete-protection],
                  annotations: {resource.kubernetes.io/extended-resource-claim: "true"},
                  ownerReferences: [{apiVersion: v1, kind: Pod, name: one, uid: %s, controller: true}]},
                 spec: {devices: {requests: [{name: container-0-request-0, exactly: {deviceClassName: fast}}]}}}""".formatted(pod.getMetadata().getUid()));
        start();
        awaitBound(acme, "one");
        String made = world.require(acme, Types.PODS, "default", "one").getStatus().getExtendedResourceClaimStatus().getResourceClaimName();
        assertEquals(List.of(made), claims().stream().map(each -> each.getMetadata().getName()).toList());
        assertTrue(!made.equals(earlier.getMetadata().getName()), made);
    }

    @Test
    void oneThatAsksForMoreThanAnyClaimMayHaveIsTold() {
        devices(acme, "{name: a}");
        put(acme, Types.DEVICE_CLASSES, "{metadata: {name: fast}, spec: {extendedResourceName: example.com/fast}}");
        start();
        asking("huge", "example.com/fast", "1000000000");
        world.await("it says why", () -> message("huge").contains("number of requested devices 1000000000 exceeds the claim limit of 32"),
                () -> message("huge"));
    }
}
