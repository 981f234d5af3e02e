package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/// Something that an administrator breaks of their own cluster's nodes or controllers, for a while. Cluster-scoped in that cluster. It is over when its time is, when it
/// is `undone`, and when it is deleted.
@Group("marina.dev")
@Version("v1")
public class Fault extends CustomResource<Fault.Spec, Fault.Status> {

    /// Keeps the object until the machines have been told that it is over. Every one has it from the first.
    public static final String FINALIZER = "marina.dev/fault";

    /// It is not yet in effect on every node.
    public static final String STARTING = "Starting";
    public static final String ACTIVE = "Active";
    /// Its time is over, and not every node has said so.
    public static final String ENDING = "Ending";
    public static final String ENDED = "Ended";

    /// Of a node, beside those of the phase.
    public static final String NO_SUCH_NODE = "NoSuchNode";

    public static final int DEFAULT_SECONDS = 300;
    public static final int LEAST_SECONDS = 10;
    public static final int MOST_SECONDS = 3_600;
    public static final int MOST_NODES = 20;
    public static final int MOST_CONTROLLERS = 10;
    public static final int DEFAULT_DELAY_MILLIS = 2_000;
    public static final int MOST_DELAY_MILLIS = 8_000;
    public static final int DEFAULT_SKEW_SECONDS = 600;
    public static final int MOST_SKEW_SECONDS = 86_400;

    /// @param type of [FaultCase]
    /// @param nodes by their names; empty for what is broken of controllers
    /// @param seconds after which it ends by itself
    /// @param undone ends it now
    /// @param prediction the [FaultSign] that its author expects first; may be absent
    /// @param delayMillis of every answer of the runtime, of AgentSlowed; from one object to the next, of ControllerSlowed
    /// @param skewSeconds by which the clock is ahead, or behind where it is negative, of ClockSkewed
    /// @param controllers by the names of their Controller objects, of ControllerSlowed
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(String type, List<String> nodes, Integer seconds, Boolean undone, String prediction, Integer delayMillis, Integer skewSeconds,
            List<String> controllers) {

        public Spec {
            nodes = nodes == null ? List.of() : nodes;
            controllers = controllers == null ? List.of() : controllers;
        }
    }

    /// @param since when nodes were first told
    /// @param until when it ends at the latest
    /// @param nodes what each is observed to do
    /// @param controllers the same of these
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, String since, String until, String ended, Map<String, OnNode> nodes, Predicted prediction,
            Map<String, OnNode> controllers) {

        public static final Status NONE = new Status(null, null, null, null, null, null, null);
    }

    /// @param state Starting, Active, Ending, Ended or NoSuchNode
    /// @param since of that
    /// @param message what the node's agent met, where it met something
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OnNode(String state, String since, String message) {}

    /// @param expected what was predicted; absent: nothing
    /// @param seen the first sign of any of the nodes, or NoSign once it is over
    /// @param node that showed it; absent where it was none's
    /// @param controller that it was
    /// @param afterSeconds how long after the beginning
    /// @param right absent where nothing was predicted
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Predicted(String expected, String seen, String node, String controller, Long afterSeconds, Boolean right) {}
}
