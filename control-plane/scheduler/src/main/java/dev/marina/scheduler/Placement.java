package dev.marina.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.PodDisruption;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import dev.marina.scheduler.Reservations.Reserved;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.extender.Extender;
import dev.marina.scheduler.extender.ExtenderCalls;
import dev.marina.scheduler.extender.ExtenderRound;
import dev.marina.scheduler.plugin.VolumeBinding;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries decisions out: bindings, selected nodes of claims, conditions and events. Each write on a virtual thread of its own,
/// so that the scheduler goes on and the store commits many in one batch.
final class Placement implements AutoCloseable {

    static final String USER = "system:kube-scheduler";

    private static final Logger log = LoggerFactory.getLogger(Placement.class);

    private final Services services;
    private final ExecutorService writers;
    private final ExtenderCalls extenders;

    Placement(Services services, ExecutorService writers, ExtenderCalls extenders) {
        this.services = services;
        this.writers = writers;
        this.extenders = extenders;
    }

    /// How it ended. Told from any thread.
    interface Written {
        void done();

        void failed(String why);

        /// The devices may still be given, now or later: [#settle] brings that to an end.
        void unknown(String why);
    }

    /// Gives the pod its devices, if it asks for any, and its node.
    void bind(Reserved decided, Pod pod, Written written) {
        Waiting waiting = decided.pod();
        writers.execute(() -> attempt(written, () -> {
            write(decided);
            if (decided.binder().filter(binder -> delegated(binder, waiting, pod, decided.node())).isEmpty()) {
                bind(waiting, decided.node());
            }
            services.events().record(call(waiting), scheduler(pod), pod, Severity.Normal, "Scheduled",
                    "Successfully assigned %s/%s to %s".formatted(waiting.namespace(), waiting.name(), decided.node()));
            written.done();
        }));
    }

    /// Gives the pod its devices alone: somebody makes them ready for it.
    void ready(Reserved decided, Pod pod, Written written) {
        writers.execute(() -> attempt(written, () -> {
            write(decided);
            services.events().record(call(decided.pod()), scheduler(pod), pod, Severity.Normal, "BindingConditionsPending",
                    "waiting for binding conditions for device on node %s".formatted(decided.node()));
            written.done();
        }));
    }

    /// What was written of the pod's devices has come about by now, or never will, or it is still unknown.
    void settle(Reserved decided, Written written) {
        writers.execute(() -> attempt(written, () -> {
            settle(decided);
            written.failed("the store did not answer in time");
        }));
    }

    private void write(Reserved decided) {
        Waiting waiting = decided.pod();
        try {
            decided.devices().forEach(claim -> new ClaimWrites(services, writes(waiting), now(waiting)).reserve(claim, waiting));
        } catch (UnknownOutcome e) {
            settle(decided);
            throw StatusException.unavailable(e.getMessage());
        }
    }

    private void settle(Reserved decided) {
        Waiting waiting = decided.pod();
        decided.devices().forEach(claim -> new ClaimWrites(services, writes(waiting), now(waiting)).settle(claim, waiting));
    }

    private void bind(Waiting waiting, String node) {
        ObjectNode binding = Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata").put("name", waiting.name()).put("namespace", waiting.namespace()).put("uid", waiting.uid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
        services.client().createSub(call(waiting), Types.PODS.resource(), waiting.namespace(), waiting.name(), "binding", Document.of(binding));
    }

    /// Whether the binder has bound it: one that may be ignored and does not answer need not. extendersBinding in pkg/scheduler/schedule_one.go
    private boolean delegated(Extender binder, Waiting waiting, Pod pod, String node) {
        try {
            new ExtenderRound(extenders, waiting.cluster(), List.of(binder), services.decoder().write(pod).root()).bind(binder, node);
            return true;
        } catch (ExtenderCalls.Failed e) {
            if (binder.ignorable()) {
                return false;
            }
            throw StatusException.unavailable(e.getMessage());
        }
    }

    /// Says on the pod that somebody who has a say does not answer, or that it has lost its node before it had it.
    void reportFailure(Waiting waiting, Pod pod, String why, Optional<String> nominated) {
        report(waiting, pod, "SchedulerError", why, nominated);
    }

    /// Takes devices from a claim that keep its only pod from every node.
    void giveBack(Waiting waiting, ResourceClaim claim) {
        writers.execute(() -> attempt(why -> log.atDebug().addKeyValue("claim", claim.getMetadata().getName()).addKeyValue("why", why).log("not given back"),
                () -> new ClaimWrites(services, writes(waiting), now(waiting)).giveBack(claim)));
    }

    /// Takes away the claim of an earlier try for the pod's extended resources.
    void remove(Waiting waiting, ResourceClaim claim) {
        writers.execute(() -> attempt(why -> log.atDebug().addKeyValue("claim", claim.getMetadata().getName()).addKeyValue("why", why).log("not removed"),
                () -> new ClaimWrites(services, writes(waiting), now(waiting)).remove(claim)));
    }

    /// Tells the provisioner where the volumes are needed.
    void selectNode(Waiting waiting, List<PersistentVolumeClaim> claims, String node, Consumer<String> failed) {
        writers.execute(() -> attempt(failed, () -> {
            for (PersistentVolumeClaim claim : claims) {
                if (!VolumeBinding.selected(claim).equals(node)) {
                    writes(waiting).merge(Types.CLAIMS, claim, "",
                            patch -> patch.putObject("metadata").putObject("annotations").put(VolumeBinding.SELECTED_NODE, node));
                }
            }
        }));
    }

    /// Says of a pod that was not bound yet that its room goes to a more important one.
    void reportPreempted(Waiting waiting, Pod victim, String node) {
        services.events().record(call(waiting), Scheduler.NAME, victim, Severity.Normal, "Preempted",
                "Preempted by pod %s on node %s".formatted(waiting.uid(), node));
    }

    /// Makes room for a more important pod.
    void evict(Waiting waiting, Pod victim, String node) {
        writers.execute(
                () -> attempt(why -> log.atInfo().addKeyValue("pod", victim.getMetadata().getName()).addKeyValue("why", why).log("not preempted"), () -> {
                    PodDisruption disruption = new PodDisruption("PreemptionByScheduler",
                            "%s: preempting to accommodate a higher priority pod".formatted(Scheduler.NAME));
                    Pod marked = writes(waiting).updateStatus(Types.PODS, disruption.on(victim, services.clock().now(waiting.cluster())));
                    writes(waiting).delete(Types.PODS, marked);
                    reportPreempted(waiting, victim, node);
                }));
    }

    /// Says where the pod will be, though it is not bound yet. NominatedNodeNameForExpectation
    void nominate(Reserved decided, Pod pod) {
        if (Wish.nominated(pod).filter(decided.node()::equals).isPresent()) {
            return;
        }
        Pod told = new PodBuilder(pod).editOrNewStatus().withNominatedNodeName(decided.node()).endStatus().build();
        writers.execute(() -> attempt(why -> log.atDebug().addKeyValue("pod", pod.getMetadata().getName()).addKeyValue("why", why).log("not told its node"),
                () -> writes(decided.pod()).updateStatus(Types.PODS, told)));
    }

    /// Room that was made for it goes to a more important one.
    void unpromise(Waiting waiting, Pod pod) {
        Pod reported = new PodBuilder(pod).editOrNewStatus().withNominatedNodeName(null).endStatus().build();
        writers.execute(() -> attempt(why -> log.atDebug().addKeyValue("pod", pod.getMetadata().getName()).addKeyValue("why", why).log("still promised a node"),
                () -> writes(waiting).updateStatus(Types.PODS, reported)));
    }

    /// Says on the pod why it has no node, and where room is being made.
    void report(Waiting waiting, Pod pod, String message, Optional<String> nominated) {
        report(waiting, pod, "Unschedulable", message, nominated);
    }

    private void report(Waiting waiting, Pod pod, String reason, String message, Optional<String> nominated) {
        services.events().record(call(waiting), scheduler(pod), pod, Severity.Warning, "FailedScheduling", message);
        Optional<PodCondition> before = pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream().filter(condition -> condition.getType().equals("PodScheduled")).findFirst();
        if (before.filter(condition -> condition.getStatus().equals("False") && message.equals(condition.getMessage())).isPresent()
                && nominated.equals(Wish.nominated(pod))) {
            return;
        }
        PodCondition condition = new PodConditionBuilder().withType("PodScheduled").withStatus("False").withReason(reason).withMessage(message)
                .withLastTransitionTime(before.filter(each -> each.getStatus().equals("False")).map(PodCondition::getLastTransitionTime).orElse(now(waiting)))
                .withObservedGeneration(pod.getMetadata().getGeneration()).build();
        writers.execute(() -> attempt(why -> log.atDebug().addKeyValue("pod", waiting.name()).addKeyValue("why", why).log("condition not written"), () -> {
            try {
                writes(waiting).updateStatus(Types.PODS, reported(pod, condition, nominated));
            } catch (StatusException e) {
                if (!e.is("Conflict")) {
                    throw e;
                }
                // it may just have been told of a node that it gives back with this
                unplaced(waiting).ifPresent(each -> writes(waiting).updateStatus(Types.PODS, reported(each, condition, nominated)));
            }
        }));
    }

    private Optional<Pod> unplaced(Waiting waiting) {
        return new Snapshot(services.store().image(waiting.cluster()), services.decoder()).find(Types.PODS, waiting.namespace(), waiting.name())
                .filter(each -> each.getMetadata().getUid().equals(waiting.uid()) && PodState.nodeName(each).isEmpty());
    }

    private static Pod reported(Pod pod, PodCondition condition, Optional<String> nominated) {
        List<PodCondition> conditions = new ArrayList<>(pod.getStatus() == null ? List.of() : pod.getStatus().getConditions());
        conditions.removeIf(each -> each.getType().equals("PodScheduled"));
        conditions.add(condition);
        return new PodBuilder(pod).editOrNewStatus().withConditions(conditions).withNominatedNodeName(nominated.orElse(null)).endStatus().build();
    }

    /// Says on the group whether it has what it asks for at once.
    void reportGang(Waiting waiting, Gang gang, GangPlan plan, Snapshot snapshot) {
        JsonNode before = snapshot.stored(Gang.key(waiting.cluster(), gang.namespace(), gang.name())).map(stored -> Document.parse(stored.bytes()).root())
                .map(group -> group.path("status").path("conditions").path(0)).orElse(MissingNode.getInstance());
        ObjectNode condition = Document.mapper().createObjectNode().put("type", "PodGroupScheduled").put("status", plan.enough() ? "True" : "False")
                .put("reason", plan.enough() ? "Scheduled" : "Unschedulable").put("message", plan.message());
        boolean same = before.path("status").asText().equals(condition.path("status").asText());
        if (same && before.path("message").asText().equals(plan.message())) {
            return;
        }
        condition.put("lastTransitionTime", same ? before.path("lastTransitionTime").asText() : now(waiting));
        ObjectNode patch = Document.mapper().createObjectNode();
        patch.putObject("status").putArray("conditions").add(condition);
        writers.execute(() -> attempt(why -> log.atDebug().addKeyValue("group", gang.name()).addKeyValue("why", why).log("condition not written"),
                () -> services.client().patch(call(waiting), Gang.POD_GROUPS, gang.namespace(), gang.name(), "status", PatchType.MERGE,
                        Document.of(patch).bytes())));
    }

    @Override
    public void close() {
        writers.shutdownNow();
    }

    private Writes writes(Waiting waiting) {
        return new Writes(services.client(), services.decoder(), call(waiting));
    }

    private String now(Waiting waiting) {
        return services.clock().now(waiting.cluster()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String scheduler(Pod pod) {
        String name = pod.getSpec().getSchedulerName();
        return name == null || name.isEmpty() ? Scheduler.NAME : name;
    }

    private static Call call(Waiting waiting) {
        return new Call(waiting.cluster(), USER, waiting.cause());
    }

    private static void attempt(Written written, Runnable write) {
        attempt(written::failed, () -> {
            try {
                write.run();
            } catch (UnknownOutcome e) {
                written.unknown(e.getMessage());
            }
        });
    }

    private static void attempt(Consumer<String> failed, Runnable write) {
        try {
            write.run();
        } catch (StatusException | StoreException e) {
            failed.accept(e.getMessage());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a decision was not carried out");
            failed.accept(String.valueOf(e.getMessage()));
        }
    }
}
