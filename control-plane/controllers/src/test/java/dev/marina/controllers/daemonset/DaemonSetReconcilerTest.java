package dev.marina.controllers.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DaemonSetReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNodeThatComesGetsItsPodAndOtherClustersNone() {
        world.start(List.of(DaemonSetReconciler.controller()));
        world.writes(acme).create(Types.DAEMON_SETS, Samples.daemonSet("agent"));
        world.writes(other).create(Types.DAEMON_SETS, Samples.daemonSet("agent"));
        world.writes(acme).create(Types.NODES, Samples.node("n1", "2", "2Gi"));
        world.await("the pod of n1", () -> pods(acme).size() == 1 && set().getStatus() != null && set().getStatus().getCurrentNumberScheduled() == 1,
                () -> pods(acme));

        var tainted = new NodeBuilder(world.require(acme, Types.NODES, "", "n1")).editSpec().addNewTaint("NoExecute", "gone", null, "yes").endSpec().build();
        world.writes(acme).update(Types.NODES, tainted);

        world.await("it is taken away", () -> pods(acme).isEmpty() && set().getStatus().getDesiredNumberScheduled() == 0, () -> pods(acme));
        assertEquals(List.of(), pods(other));
    }

    @Test
    void aSetThatIsBeingDeletedMakesNoRevision() throws Exception {
        world.writes(acme).create(Types.DAEMON_SETS, Samples.daemonSet("agent"));
        reconcile();
        world.writes(acme).delete(Types.DAEMON_SETS, set(), "Foreground");
        world.snapshot(acme).list(Types.CONTROLLER_REVISIONS, "default").forEach(each -> world.writes(acme).delete(Types.CONTROLLER_REVISIONS, each));

        reconcile();

        assertEquals(List.of(), world.snapshot(acme).list(Types.CONTROLLER_REVISIONS, "default"));
    }

    @Test
    void aTemplateBecomesARevisionAndItsPodsBearItsHash() throws Exception {
        world.writes(acme).create(Types.NODES, Samples.node("n1", "2", "2Gi"));
        world.writes(acme).create(Types.DAEMON_SETS, Samples.daemonSet("agent"));
        reconcile();
        world.writes(acme).update(Types.DAEMON_SETS,
                new DaemonSetBuilder(set()).editSpec().editTemplate().editSpec().editFirstContainer().withImage("web:2").endContainer()
                        .endSpec().endTemplate().endSpec().build());
        reconcile();
        reconcile();

        List<ControllerRevision> revisions = world.snapshot(acme).list(Types.CONTROLLER_REVISIONS, "default");
        ControllerRevision newest = revisions.stream().filter(revision -> revision.getRevision() == 2).findFirst().orElseThrow();
        assertEquals(2, revisions.size());
        assertEquals("agent-" + pods(acme).getFirst().getMetadata().getLabels().get(DaemonPod.HASH), newest.getMetadata().getName());
        assertEquals(1, set().getStatus().getUpdatedNumberScheduled());
        assertEquals(2, set().getStatus().getObservedGeneration());
    }

    @Test
    void anOldPodThatHasBecomeAvailableMeanwhileCountsAsAvailable() throws Exception {
        world.writes(acme).create(Types.NODES, Samples.node("n1", "2", "2Gi"));
        world.writes(acme).create(Types.NODES, Samples.node("n2", "2", "2Gi"));
        world.writes(acme).create(Types.DAEMON_SETS, Samples.daemonSet("agent"));
        reconcile();
        world.writes(acme).update(Types.DAEMON_SETS,
                new DaemonSetBuilder(set()).editSpec().editTemplate().editSpec().editFirstContainer().withImage("web:2").endContainer()
                        .endSpec().endTemplate().endSpec().build());
        AtomicReference<Pod> other = new AtomicReference<>();
        world.client.faults((verb, key) -> {
            if (verb.equals("delete") && other.get() == null) {
                other.set(pods(acme).stream().filter(pod -> !pod.getMetadata().getName().equals(key.name())).findFirst().orElseThrow());
                world.writes(acme).updateStatus(Types.PODS, Samples.running(other.get(), "", world.time.instant()));
            }
        });

        assertEquals("Conflict", assertThrows(StatusException.class, this::reconcile).reason());
        reconcile();

        assertEquals("web:1", world.require(acme, Types.PODS, "default", other.get().getMetadata().getName()).getSpec().getContainers().getFirst().getImage(),
                "one may be without, and the other one's node is");
        assertEquals(2, pods(acme).size());
    }

    private void reconcile() throws Exception {
        world.reconcile(new DaemonSetReconciler(), acme, "default", "agent");
    }

    private DaemonSet set() {
        return world.require(acme, Types.DAEMON_SETS, "default", "agent");
    }

    private List<Pod> pods(ClusterId cluster) {
        return world.snapshot(cluster).list(Types.PODS, "default");
    }
}
