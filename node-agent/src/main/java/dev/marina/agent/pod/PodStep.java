package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import java.time.Duration;

/// One thing to be done for a pod. Steps of one plan do not depend on each other: what one makes possible is in the next plan.
sealed interface PodStep {

    /// What this step is about, the same in every plan until it is done: its back-off is kept under it.
    String key();

    record MountVolumes() implements PodStep {
        @Override
        public String key() {
            return "volumes";
        }
    }

    record RunSandbox(int attempt) implements PodStep {
        @Override
        public String key() {
            return "sandbox";
        }
    }

    /// Gives a running sandbox its network, or learns what it has.
    record WireSandbox(SandboxState sandbox) implements PodStep {
        @Override
        public String key() {
            return "network";
        }
    }

    /// Its containers have ended.
    record StopSandbox(SandboxId sandbox) implements PodStep {
        @Override
        public String key() {
            return "stop sandbox";
        }
    }

    record StartContainer(String name, ContainerKind kind, int restartCount, int backoffStep) implements PodStep {
        @Override
        public String key() {
            return "start " + name;
        }
    }

    /// Until this hook has ended the container does not count as running.
    record RunPostStart(ContainerState container) implements PodStep {
        @Override
        public String key() {
            return "postStart " + container.id();
        }
    }

    /// @param message of the event, which says why
    record StopContainer(ContainerState container, String message, Duration grace) implements PodStep {
        @Override
        public String key() {
            return "stop " + container.id();
        }
    }

    /// It is to be started anew at once, whatever the pod's restart policy says of an end.
    record ReplaceContainer(ContainerState container, String message, Duration grace) implements PodStep {
        @Override
        public String key() {
            return "replace " + container.id();
        }
    }

    /// Other amounts for a container that goes on running.
    record ResizeContainer(ContainerState container) implements PodStep {
        @Override
        public String key() {
            return "resize " + container.id();
        }
    }

    /// All containers are to begin anew, which the API is told before any is stopped.
    record BeginRestart() implements PodStep {
        @Override
        public String key() {
            return "begin restart";
        }
    }

    /// Takes an attempt away so that nothing tells the pod from one that has not begun.
    ///
    /// @param backoffStep of the container's next attempt
    record ResetContainer(ContainerState container, int backoffStep) implements PodStep {
        @Override
        public String key() {
            return "reset " + container.id();
        }
    }

    /// Nothing is left of the containers, which the API is told before the first of them starts again.
    record EndRestart() implements PodStep {
        @Override
        public String key() {
            return "end restart";
        }
    }

    /// An old attempt that nobody can ask for any more.
    record RemoveContainer(ContainerState container) implements PodStep {
        @Override
        public String key() {
            return "remove " + container.id();
        }
    }

    /// The pod is to go, and nothing of it runs.
    record TearDown() implements PodStep {
        @Override
        public String key() {
            return "tear down";
        }
    }

    /// Nothing of the pod is left here, so the API may forget it too.
    record Farewell() implements PodStep {
        @Override
        public String key() {
            return "farewell";
        }
    }
}
