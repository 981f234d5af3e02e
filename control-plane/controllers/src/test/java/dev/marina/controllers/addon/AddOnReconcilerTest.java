package dev.marina.controllers.addon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.AddOn;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddOnReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private final AtomicInteger number = new AtomicInteger();
    private final AddOnReconciler reconciler = new AddOnReconciler(() -> "password-" + number.incrementAndGet());

    @AfterEach
    void close() {
        world.close();
    }

    private void make(ClusterId cluster, String spec) {
        world.writes(cluster).create(Types.ADD_ONS, AddOns.of("db", spec));
    }

    private void settle(ClusterId cluster) throws Exception {
        int calls;
        do {
            calls = world.client.calls.size();
            world.reconcile(reconciler, cluster, "default", "db");
        } while (world.client.calls.size() > calls);
    }

    private AddOn db(ClusterId cluster) {
        return world.require(cluster, Types.ADD_ONS, "default", "db");
    }

    private Secret secret(ClusterId cluster, String name) {
        return world.require(cluster, Types.SECRETS, "default", name);
    }

    /// As its StatefulSet would make it, and as a node would say that it is.
    private void serverAnswers(ClusterId cluster) {
        StatefulSet set = world.require(cluster, Types.STATEFUL_SETS, "default", "db");
        world.writes(cluster).create(Types.PODS, new PodBuilder().withNewMetadata().withName("db-0").withNamespace("default")
                .withCreationTimestamp("2026-01-01T00:00:00Z").addNewOwnerReference().withApiVersion("apps/v1").withKind("StatefulSet").withName("db")
                .withUid(set.getMetadata().getUid()).withController(true).endOwnerReference().endMetadata().withSpec(set.getSpec().getTemplate().getSpec())
                .withNewStatus().withPhase("Running").addNewCondition().withType("Ready").withStatus("True").endCondition().endStatus().build());
    }

    private void jobsSucceed(ClusterId cluster) {
        for (Job job : world.snapshot(cluster).list(Types.JOBS, "default")) {
            if (job.getStatus() == null || job.getStatus().getConditions().isEmpty()) {
                world.writes(cluster).create(Types.PODS,
                        new PodBuilder().withNewMetadata().withName(job.getMetadata().getName() + "-x").withNamespace("default")
                                .withCreationTimestamp("2026-01-01T00:00:00Z").addNewOwnerReference().withApiVersion("batch/v1").withKind("Job")
                                .withName(job.getMetadata().getName()).withUid(job.getMetadata().getUid()).withController(true).endOwnerReference()
                                .endMetadata()
                                .withNewSpec().endSpec().withNewStatus().withPhase("Succeeded").addNewContainerStatus().withName("set").withNewState()
                                .withNewTerminated()
                                .withExitCode(0).withMessage("{\"version\":\"15.14\"}").endTerminated().endState().endContainerStatus().endStatus().build());
                world.writes(cluster).updateStatus(Types.JOBS, new JobBuilder(job).withNewStatus().addNewCondition().withType("Complete").withStatus("True")
                        .endCondition().endStatus().build());
            }
        }
    }

    private void ready(ClusterId cluster) throws Exception {
        settle(cluster);
        serverAnswers(cluster);
        settle(cluster);
        jobsSucceed(cluster);
        settle(cluster);
    }

    @Test
    void itIsAvailableOnceItsServerAnswersAndTakesItsUsers() throws Exception {
        make(acme, "{}");
        settle(acme);
        assertEquals(AddOn.CREATING, db(acme).getStatus().phase());
        assertNull(db(acme).getStatus().secret(), "nobody is told credentials that the server does not know");
        serverAnswers(acme);
        settle(acme);
        assertEquals(AddOn.CREATING, db(acme).getStatus().phase());
        jobsSucceed(acme);
        settle(acme);

        assertEquals(AddOn.AVAILABLE, db(acme).getStatus().phase());
        assertEquals("15.14", db(acme).getStatus().version());
        assertEquals("db.default.svc:5432", db(acme).getStatus().address());
        assertEquals("db-credentials", db(acme).getStatus().secret());
    }

    @Test
    void whatIsSettledIsNotWrittenAgain() throws Exception {
        make(acme, "{}");
        ready(acme);
        int writes = world.client.calls.size();

        settle(acme);

        assertEquals(writes, world.client.calls.size(), world.client.calls::toString);
    }

    @Test
    void twoClustersHaveEachTheirOwnPasswords() throws Exception {
        make(acme, "{}");
        make(other, "{}");
        settle(acme);
        settle(other);

        assertNotEquals(secret(acme, "db-credentials").getData().get("password"), secret(other, "db-credentials").getData().get("password"));
        assertNotEquals(secret(acme, "db-admin").getData().get("admin"), secret(other, "db-admin").getData().get("admin"));
    }

    private void application(String name, String addOn) {
        Application application = new Application();
        application.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        application.setSpec(new Application.Spec("shop:1", null, null, null, null, null, List.of(new Application.AddOnBinding(addOn, null)), null, null, null,
                null, null, null, null, null, null, null, null));
        world.writes(acme).create(Types.APPLICATIONS, application);
    }

    @Test
    void whoIsBoundIsLetInAndWhoIsUnboundIsNotAnyMore() throws Exception {
        make(acme, "{}");
        application("shop", "db");
        application("stranger", "another");
        settle(acme);
        var rules = world.require(acme, Types.NETWORK_POLICIES, "default", "db-add-on").getSpec().getIngress();
        assertEquals(List.of("shop"), rules.get(1).getFrom().getFirst().getPodSelector().getMatchExpressions().getFirst().getValues());
        assertEquals(List.of("shop"), db(acme).getStatus().applications());

        world.writes(acme).merge(Types.APPLICATIONS, world.require(acme, Types.APPLICATIONS, "default", "shop"), "",
                patch -> patch.putObject("spec").putNull("addOns"));
        settle(acme);

        assertEquals(1, world.require(acme, Types.NETWORK_POLICIES, "default", "db-add-on").getSpec().getIngress().size());
        assertEquals(List.of(), db(acme).getStatus().applications());
    }

    @Test
    void aRotationChangesWhatApplicationsAreTold() throws Exception {
        make(acme, "{}");
        ready(acme);
        String before = secret(acme, "db-credentials").getData().get("password");
        world.writes(acme).merge(Types.ADD_ONS, db(acme), "", patch -> patch.putObject("spec").put("rotate", "one"));
        for (int i = 0; i < 4; i++) {
            settle(acme);
            jobsSucceed(acme);
        }
        settle(acme);

        assertNull(db(acme).getStatus().procedure());
        assertEquals("2026-01-01T00:00:00Z", db(acme).getStatus().rotated());
        assertNotEquals(before, secret(acme, "db-credentials").getData().get("password"));
        assertEquals(2, world.snapshot(acme).list(Types.JOBS, "default").stream().filter(job -> job.getMetadata().getName().matches("db-(rotate|revoke)-.*"))
                .count());
    }

    @Test
    void whatAQuotaRefusesIsSaidInItsOwnWords() throws Exception {
        make(acme, "{'storage':'900Ei'}");
        world.client.faults((_, key) -> {
            if (key.resource().equals(Types.CLAIMS.groupResource())) {
                throw StatusException.forbidden(key.resource(), key.name(), "exceeded quota: storage");
            }
        });

        settle(acme);

        assertEquals(AddOn.DEGRADED, db(acme).getStatus().phase());
        assertTrue(db(acme).getStatus().message().contains("exceeded quota: storage"), db(acme).getStatus()::message);
    }

    /// Who comes last is not served last.
    @Test
    void aThousandAddOnsOfOneTenantLeaveAnotherItsTurn() {
        for (int i = 0; i < 1_000; i++) {
            world.writes(acme).create(Types.ADD_ONS, AddOns.of("db-" + i, "{}"));
        }
        make(other, "{}");
        int before = world.client.calls.size();

        world.start(List.of(AddOnReconciler.controller()));

        world.await("the other tenant's add-on is realised", () -> world.snapshot(other).find(Types.STATEFUL_SETS, "default", "db").isPresent(),
                () -> world.client.calls.size());
        assertTrue(world.client.calls.size() - before < 4_000, "after %d writes; a thousand add-ons take seven thousand".formatted(
                world.client.calls.size() - before));
    }
}
