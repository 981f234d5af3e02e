package dev.marina.agent.runtime;

import dev.marina.agent.pace.Rounds;
import dev.marina.cri.v1.Container;
import dev.marina.cri.v1.PodSandbox;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees that something has happened to containers by looking at all of them again and again, as kubelet's generic PLEG does: containerd 1.6
/// tells of no events by CRI. Through every restart of the runtime.
final class CriEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CriEvents.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final CriStates states;
    private final List<Consumer<RuntimeEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Rounds rounds = new Rounds(INTERVAL, this::look, failure -> LOG.atDebug().setCause(failure).log("containers not looked at"));
    /// How each stood, by id. Only the looking thread uses both.
    private Map<String, Seen> before = Map.of();
    private boolean listed;

    private record Seen(PodRef pod, String state) {}

    CriEvents(CriStates states) {
        this.states = states;
    }

    CriEvents start() {
        rounds.start("cri events");
        return this;
    }

    void onEvent(Consumer<RuntimeEvent> listener) {
        listeners.add(listener);
    }

    private void look() {
        Map<String, Seen> now = new HashMap<>();
        for (PodSandbox sandbox : states.sandboxes(Map.of())) {
            now.put(sandbox.getId(), new Seen(Labels.pod(sandbox.getLabelsMap()), sandbox.getState().name()));
        }
        for (Container container : states.containers(Map.of())) {
            now.put(container.getId(), new Seen(Labels.pod(container.getLabelsMap()), container.getState().name()));
        }
        Set<String> ids = new HashSet<>(before.keySet());
        ids.addAll(now.keySet());
        ids.removeIf(id -> Objects.equals(before.get(id), now.get(id)));
        states.forget(ids);
        Set<PodRef> changed = new HashSet<>();
        ids.forEach(id -> changed.add(now.getOrDefault(id, before.get(id)).pod()));
        before = now;
        if (!listed) {
            listed = true;
            tell(new RuntimeEvent.Resync());
        }
        changed.forEach(pod -> tell(new RuntimeEvent.PodChanged(pod.node(), pod.uid())));
    }

    private void tell(RuntimeEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public void close() {
        rounds.close();
    }
}
