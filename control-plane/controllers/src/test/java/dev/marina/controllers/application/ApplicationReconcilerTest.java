package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.Application;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationReconcilerTest {

    private static final GroupVersionResource BUILDS = ApplicationWorld.BUILDS.resource();

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");

    @AfterEach
    void close() {
        world.close();
    }

    private void make(ClusterId cluster, String spec) {
        world.writes(cluster).create(Types.APPLICATIONS, Applications.of("shop", spec));
    }

    private void settle(ClusterId cluster) throws Exception {
        world.reconcile(new ApplicationReconciler(world.store, Optional.of(Applications.DOMAIN)), cluster, "default", "shop");
    }

    private Application shop(ClusterId cluster) {
        return world.require(cluster, Types.APPLICATIONS, "default", "shop");
    }

    private String image(ClusterId cluster) {
        return world.require(cluster, Types.DEPLOYMENTS, "default", "shop").getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    }

    @Test
    void whatIsSettledIsNotWrittenAgain() throws Exception {
        make(acme, "{'image':'shop:1','port':8080}");
        settle(acme);
        int writes = world.client.calls.size();

        settle(acme);
        settle(acme);

        assertEquals(writes, world.client.calls.size(), world.client.calls::toString);
        assertEquals(1, shop(acme).getStatus().revision());
    }

    @Test
    void twoClustersHaveEachTheirOwn() throws Exception {
        make(acme, "{'image':'shop:1','port':80}");
        make(other, "{'image':'other:1','port':80}");
        settle(acme);
        settle(other);

        assertEquals("shop:1", image(acme));
        assertEquals("other:1", image(other));
        assertEquals("shop.other.apps.localhost", world.require(other, Types.INGRESSES, "default", "shop").getSpec().getRules().getFirst().getHost());
    }

    @Test
    void anApplicationOfABuildTakesItsNewestImage() throws Exception {
        make(acme, "{'build':{'name':'from-git'}}");
        settle(acme);
        assertEquals(Application.WAITING, shop(acme).getStatus().phase());

        Document build = Document.object("apps.marina.dev/v1", "Build").with("from-git", "metadata", "name").with("default", "metadata", "namespace");
        world.client.create(world.writes(acme).call(), BUILDS, build);
        built("registry/shop:1");
        settle(acme);
        assertEquals("registry/shop:1", image(acme));
        built("registry/shop:2");
        settle(acme);

        assertEquals("registry/shop:2", image(acme));
        assertEquals(List.of(2L, 1L), shop(acme).getStatus().revisions().stream().map(Application.Revision::revision).toList());
    }

    private void built(String image) {
        world.client.patch(world.writes(acme).call(), BUILDS, "default", "from-git", "status", dev.marina.api.ClusterClient.PatchType.MERGE,
                Document.empty().with(image, "status", "image").bytes());
    }

    @Test
    void aRollBackRestoresWhatRanAndForgetsTheWish() throws Exception {
        make(acme, "{'image':'shop:1','env':[{'name':'A','value':'1'}]}");
        settle(acme);
        change("image", "shop:2");
        settle(acme);
        world.writes(acme).merge(Types.APPLICATIONS, shop(acme), "", patch -> patch.putObject("spec").put("rollbackTo", 1));

        settle(acme);
        assertNull(shop(acme).getSpec().rollbackTo());
        assertEquals("shop:1", shop(acme).getSpec().image());
        settle(acme);

        assertEquals("shop:1", image(acme));
        assertEquals(3, shop(acme).getStatus().revision());
    }

    private void change(String field, String value) {
        world.writes(acme).merge(Types.APPLICATIONS, shop(acme), "", patch -> patch.putObject("spec").put(field, value));
    }

    @Test
    void whatIsRefusedIsSaidAndTheRestIsMade() throws Exception {
        make(acme, "{'image':'shop:1','port':80}");
        world.client.faults((_, key) -> {
            if (key.resource().equals(Types.SERVICES.groupResource())) {
                throw StatusException.forbidden(key.resource(), key.name(), "exceeded quota: few");
            }
        });

        settle(acme);

        assertEquals(Application.DEGRADED, shop(acme).getStatus().phase());
        assertTrue(shop(acme).getStatus().message().contains("exceeded quota: few"), shop(acme).getStatus()::message);
        assertEquals("shop:1", image(acme));
    }

    /// Who comes last is not served last.
    @Test
    void aThousandApplicationsOfOneTenantLeaveAnotherItsTurn() {
        for (int i = 0; i < 1_000; i++) {
            world.writes(acme).create(Types.APPLICATIONS, Applications.of("shop-" + i, "{'image':'shop:1'}"));
        }
        make(other, "{'image':'other:1'}");
        List<String> calls = world.client.calls;
        int before = calls.size();

        world.start(List.of(ApplicationReconciler.controller(world.store, Optional.of(Applications.DOMAIN))));

        world.await("the other tenant's application is realised", () -> world.snapshot(other).find(Types.DEPLOYMENTS, "default", "shop").isPresent(),
                () -> calls.size());
        assertTrue(calls.size() - before < 1_000, "after %d writes; a thousand applications take three thousand".formatted(calls.size() - before));
    }

    @Test
    void anApplicationThatIsGoneLeavesNothingToDo() throws Exception {
        settle(acme);

        assertEquals(0, world.client.calls.stream().filter(call -> call.contains("default/shop")).count());
    }
}
