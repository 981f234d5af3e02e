package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent is killed before, and right after, each single thing that it does to the engine for a pod; the next agent brings the pod up,
/// or down, as if there had been one. What the engine has is all that the next one knows.
class AgentKilledTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Set<String> CHANGES = Set.of("runSandbox", "stopSandbox", "remove", "createContainer", "startContainer", "stopContainer",
            "removeContainer");

    @TempDir
    private Path directory;

    /// The engine as an agent sees it that does so much and no more.
    private static final class UntilKilled {
        private final ContainerRuntime engine;
        private final int changes;
        private final boolean lastIsDone;
        private final AtomicInteger count = new AtomicInteger();
        private volatile boolean killed;

        /// @param changes the last of which is carried out or not, and nothing after it
        UntilKilled(ContainerRuntime engine, int changes, boolean lastIsDone) {
            this.engine = engine;
            this.changes = changes;
            this.lastIsDone = lastIsDone;
        }

        ContainerRuntime seen() {
            return (ContainerRuntime) Proxy.newProxyInstance(ContainerRuntime.class.getClassLoader(), new Class<?>[] {ContainerRuntime.class}, this::call);
        }

        private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
            boolean last = CHANGES.contains(method.getName()) && count.incrementAndGet() == changes;
            boolean dead = killed;
            killed |= last;
            if (dead || last && !lastIsDone) {
                throw new AssertionError("the agent is dead");
            }
            try {
                Object result = method.invoke(engine, arguments);
                if (last) {
                    throw new AssertionError("the agent is dead");
                }
                return result;
            } catch (InvocationTargetException failure) {
                throw failure.getCause();
            }
        }
    }

    private static NodeContext seeing(NodeContext node, ContainerRuntime engine) {
        return new NodeContext(node.node(), node.address(), node.cpu(), node.memory(), node.allocations(), node.standing(), node.owner(),
                node.directory(), node.groups(),
                node.dnsServer(), node.machineDns(), node.hostSandbox(), engine, node.streams(), node.imageStore(), node.images(), node.api(), node.network(),
                node.volumes(), node.dialer(), node.terminations(), node.clock());
    }

    @Test
    void theNextAgentMakesNothingTwiceAndLeavesNothingBehind() {
        int changes = 1;
        while (killedAndTakenOver(changes, false) & killedAndTakenOver(changes, true)) {
            changes++;
        }
        assertTrue(changes > 8, "a pod with two containers takes more than %d changes".formatted(changes - 1));
    }

    /// @return whether it came to the killing
    private boolean killedAndTakenOver(int changes, boolean lastIsDone) {
        String when = "killed %s change %d: ".formatted(lastIsDone ? "after" : "before", changes);
        PodWorld world = new PodWorld(directory.resolve(changes + "-" + lastIsDone));
        UntilKilled first = new UntilKilled(world.runtime, changes, lastIsDone);
        Pod pod = Pods.pod("{initContainers: [{name: prepare, image: \"marina/busybox:1\"}], containers: [{name: main, image: \"marina/busybox:1\"}]}");
        Agents agents = new Agents(world, first);
        agents.begin(pod, seeing(world.node, first.seen()));

        agents.until(when + "main runs", () -> world.running("main"));
        assertEquals(1, world.state().sandboxes().size(), when);
        assertEquals(List.of("prepare 0 EXITED", "main 0 RUNNING"), world.state().containers().stream()
                .sorted((one, other) -> Boolean.compare(one.kind() == ContainerKind.MAIN, other.kind() == ContainerKind.MAIN))
                .map(AgentKilledTest::words).toList(), when);

        agents.delete();
        agents.until(when + "the pod is gone", () -> !world.api.deleted.isEmpty());
        assertEquals(List.of(), world.state().sandboxes(), when);
        assertEquals(List.of(), world.state().containers(), when);
        assertTrue(world.network.getLast().startsWith("detach"), when + world.network);
        return first.killed;
    }

    private static String words(ContainerState container) {
        return "%s %d %s".formatted(container.name(), container.restartCount(), container.phase());
    }

    /// One after the other, the second as soon as the first is dead.
    private static final class Agents {
        private final PodWorld world;
        private final UntilKilled first;
        private Pod pod;
        private PodWorker worker;
        private boolean second;

        Agents(PodWorld world, UntilKilled first) {
            this.world = world;
            this.first = first;
        }

        void begin(Pod pod, NodeContext node) {
            this.pod = pod;
            worker = new PodWorker(node, pod, () -> {});
        }

        void delete() {
            pod = new PodBuilder(pod).editMetadata().withDeletionTimestamp(world.clock.instant().plusSeconds(30).toString()).withDeletionGracePeriodSeconds(30L)
                    .endMetadata().withStatus(world.api.status).build();
            worker.update(pod);
        }

        void until(String what, BooleanSupplier condition) {
            Await.until(what, SOON, () -> {
                if (first.killed && !second) {
                    second = true;
                    worker.abandon();
                    begin(world.api.status == null ? pod : new PodBuilder(pod).withStatus(world.api.status).build(), world.node);
                }
                worker.look();
                world.state().newest("prepare").filter(ContainerState::running).ifPresent(container -> world.runtime.exit(container.id(), 0));
                return condition.getAsBoolean();
            }, reached -> reached);
        }
    }
}
