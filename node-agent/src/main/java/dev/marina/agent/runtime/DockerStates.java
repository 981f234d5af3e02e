package dev.marina.agent.runtime;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// How one installation's containers stand, as the engine says it.
final class DockerStates {

    private final DockerEngine engine;
    private final String instance;
    /// Inspections of containers as long as nothing about them can have changed. Rebuilt from the engine at any time.
    private final Map<String, Inspected> inspected = new ConcurrentHashMap<>();

    DockerStates(DockerEngine engine, String instance) {
        this.engine = engine;
        this.instance = instance;
    }

    RuntimeSnapshot all() {
        List<Container> all = list(Map.of());
        inspected.keySet().retainAll(all.stream().map(Container::getId).collect(Collectors.toSet()));
        return states(all);
    }

    /// Of the containers with these labels.
    RuntimeSnapshot of(Map<String, String> labels) {
        return states(list(labels));
    }

    /// Something about it has changed, or it is gone.
    void forget(String container) {
        inspected.remove(container);
    }

    List<Container> list(Map<String, String> labels) {
        Map<String, String> filter = new HashMap<>(labels);
        filter.put(Labels.INSTANCE, instance);
        return engine.call("list containers", docker -> docker.listContainersCmd().withShowAll(true).withLabelFilter(filter).exec());
    }

    private RuntimeSnapshot states(List<Container> listed) {
        List<SandboxState> sandboxes = new ArrayList<>();
        List<ContainerState> containers = new ArrayList<>();
        for (Container container : listed) {
            Optional<Inspected> found = inspect(container);
            if (found.isEmpty()) {
                continue;
            }
            Inspected details = found.get();
            Map<String, String> labels = container.getLabels();
            PodRef pod = Labels.pod(labels);
            if (labels.containsKey(Labels.CONTAINER)) {
                containers.add(new ContainerState(new ContainerId(container.getId()), new SandboxId(labels.get(Labels.SANDBOX)), pod,
                        labels.get(Labels.CONTAINER), ContainerKind.valueOf(labels.get(Labels.KIND)),
                        Labels.number(labels, Labels.RESTART_COUNT), Labels.number(labels, Labels.BACKOFF_STEP), details.phase,
                        details.created, details.started, details.finished, details.exitCode, details.oomKilled, details.error,
                        labels.getOrDefault(Labels.IMAGE, ""), details.imageId, labels.getOrDefault(Labels.SPEC_HASH, ""),
                        labels.getOrDefault(Labels.TERMINATION_MESSAGE, "")));
            } else {
                sandboxes.add(new SandboxState(new SandboxId(container.getId()), pod, Labels.number(labels, Labels.ATTEMPT),
                        details.phase == ContainerState.Phase.RUNNING, details.pid, details.created,
                        Optional.ofNullable(labels.get(Labels.NETWORK)).map(SandboxId::new)));
            }
        }
        return new RuntimeSnapshot(sandboxes, containers);
    }

    /// The list says only `running` or `exited`; times and exit codes need an inspection, once per such state.
    private Optional<Inspected> inspect(Container container) {
        Inspected known = inspected.get(container.getId());
        if (known != null && known.listedState.equals(container.getState())) {
            return Optional.of(known);
        }
        Optional<Inspected> fresh = engine.find("inspect container", docker -> docker.inspectContainerCmd(container.getId()).exec())
                .map(answer -> Inspected.of(answer));
        fresh.ifPresent(details -> inspected.put(container.getId(), details));
        return fresh;
    }

    private record Inspected(String listedState, ContainerState.Phase phase, Instant created, Instant started, Instant finished,
            int exitCode, boolean oomKilled, String error, String imageId, long pid) {

        static Inspected of(InspectContainerResponse answer) {
            InspectContainerResponse.ContainerState state = answer.getState();
            ContainerState.Phase phase = switch (String.valueOf(state.getStatus())) {
                case "running", "paused", "restarting", "removing" -> ContainerState.Phase.RUNNING;
                case "created" -> state.getError() == null || state.getError().isEmpty()
                        ? ContainerState.Phase.CREATED
                        : ContainerState.Phase.EXITED;
                default -> ContainerState.Phase.EXITED;
            };
            Instant started = time(state.getStartedAt());
            Instant created = time(answer.getCreated());
            Instant finished = time(state.getFinishedAt());
            return new Inspected(state.getStatus(), phase, created, started,
                    phase == ContainerState.Phase.EXITED ? Optional.ofNullable(finished).orElse(created) : null,
                    Optional.ofNullable(state.getExitCodeLong()).orElse(0L).intValue(), Boolean.TRUE.equals(state.getOOMKilled()),
                    Optional.ofNullable(state.getError()).orElse(""), answer.getImageId(),
                    Optional.ofNullable(state.getPidLong()).orElse(0L));
        }

        /// The engine writes year 1 for "not yet".
        private static Instant time(String text) {
            return text == null || text.startsWith("0001-") ? null : OffsetDateTime.parse(text).toInstant();
        }
    }
}
