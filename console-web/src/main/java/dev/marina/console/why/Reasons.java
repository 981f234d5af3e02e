package dev.marina.console.why;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The words of every reason: the text `why.reason.<reason>` and which fields of the data fill it, in order.
public final class Reasons {

    static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("NoNodeFits", List.of("nodes")), Map.entry("Refused", List.of("plugin")), Map.entry("SchedulingGated", List.of("gates")),
            Map.entry("PodGroupMissing", List.of("podGroup")), Map.entry("GangWaits", List.of("podGroup", "minCount", "pods", "placed")),
            Map.entry("WaitsOnPermit", List.of("node", "plugins", "timeout")), Map.entry("OtherScheduler", List.of("scheduler")),
            Map.entry("SchedulerHeldUp", List.of()), Map.entry("SchedulerSlowed", List.of("delayMillis")), Map.entry("WillBeTried", List.of("nodes")),
            Map.entry("NodeGone", List.of("node")), Map.entry("NodeNotReady", List.of("node")),
            Map.entry("ContainerWaiting", List.of("container", "waitsFor", "restarts")), Map.entry("Paused", List.of()),
            Map.entry("ReadinessProbeFailing", List.of("container", "probe")), Map.entry("StartupProbeFailing", List.of("container", "probe")),
            Map.entry("ReadinessGate", List.of("condition")), Map.entry("PodFailed", List.of("why")),
            Map.entry("PodsRefused", List.of()), Map.entry("PodsNotReady", List.of("count", "pods")), Map.entry("ProgressDeadlineExceeded", List.of()),
            Map.entry("BackoffLimitExceeded", List.of()), Map.entry("DeadlineExceeded", List.of()),
            Map.entry("AwaitsConsumer", List.of("storageClass", "pods")), Map.entry("AwaitsProvisioner", List.of("provisioner", "storageClass")),
            Map.entry("WillBeBound", List.of()), Map.entry("Unavailable", List.of("storageClass")), Map.entry("ClaimLost", List.of()),
            Map.entry("ClaimMisbound", List.of()), Map.entry("NoSelector", List.of()), Map.entry("NoPods", List.of("selector")),
            Map.entry("NoReadyPods", List.of("count", "pods")), Map.entry("NoSuchPort", List.of("ports")), Map.entry("EndpointsNotWritten", List.of("count")),
            Map.entry("ContentRemaining", List.of("remaining")), Map.entry("Finalizers", List.of("finalizers")),
            Map.entry("Dependents", List.of("count", "objects")), Map.entry("ControllerHeldUp", List.of("controller")),
            Map.entry("ControllerSlowed", List.of("controller", "delayMillis")));

    /// What a container may wait for and has words: the key's last part.
    static final List<String> CONTAINER = List.of("CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull", "InvalidImageName",
            "ContainerCreating", "PodInitializing", "CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    private Reasons() {}

    public static String say(Wait wait, Texts texts) {
        List<String> fields = FIELDS.get(wait.reason());
        return fields == null
                ? texts.text("why.reason.other", wait.reason())
                : texts.text("why.reason." + wait.reason(), fields.stream().map(wait::field).toArray());
    }

    /// More about it, where the data says more than the reason.
    static Optional<String> more(Wait wait, Texts texts) {
        String container = wait.field("waitsFor");
        return wait.reason().equals("ContainerWaiting") && CONTAINER.contains(container)
                ? Optional.of(texts.text("why.container." + container))
                : Optional.empty();
    }

    /// The texts of a language.
    @FunctionalInterface
    public interface Texts {
        String text(String key, Object... values);
    }
}
