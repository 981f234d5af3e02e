package dev.marina.agent.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.cri.v1.Container;
import dev.marina.cri.v1.ContainerFilter;
import dev.marina.cri.v1.ContainerStatus;
import dev.marina.cri.v1.ContainerStatusRequest;
import dev.marina.cri.v1.ListContainersRequest;
import dev.marina.cri.v1.ListPodSandboxRequest;
import dev.marina.cri.v1.PodSandbox;
import dev.marina.cri.v1.PodSandboxFilter;
import dev.marina.cri.v1.PodSandboxState;
import dev.marina.cri.v1.PodSandboxStatusRequest;
import dev.marina.cri.v1.PodSandboxStatusResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// How one installation's containers stand, as a CRI runtime says it.
final class CriStates {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OOM_KILLED = "OOMKilled";

    private final CriClient client;
    private final String instance;
    /// As long as nothing about them can have changed. Rebuilt from the runtime at any time.
    private final Map<String, Kept> containers = new ConcurrentHashMap<>();
    private final Map<String, SandboxProcess> sandboxes = new ConcurrentHashMap<>();

    CriStates(CriClient client, String instance) {
        this.client = client;
        this.instance = instance;
    }

    private record Kept(dev.marina.cri.v1.ContainerState listed, ContainerStatus status) {}

    /// @param network path of its network namespace; empty when it has none of its own
    record SandboxProcess(long pid, String network) {}

    RuntimeSnapshot all() {
        List<PodSandbox> listedSandboxes = sandboxes(Map.of());
        List<Container> listed = containers(Map.of());
        sandboxes.keySet().retainAll(listedSandboxes.stream().map(PodSandbox::getId).collect(Collectors.toSet()));
        containers.keySet().retainAll(listed.stream().map(Container::getId).collect(Collectors.toSet()));
        return states(listedSandboxes, listed);
    }

    /// Of what has these labels.
    RuntimeSnapshot of(Map<String, String> labels) {
        return states(sandboxes(labels), containers(labels));
    }

    List<PodSandbox> sandboxes(Map<String, String> labels) {
        return sandboxes(PodSandboxFilter.newBuilder().putAllLabelSelector(ours(labels)));
    }

    Optional<PodSandbox> sandbox(SandboxId id) {
        return sandboxes(PodSandboxFilter.newBuilder().setId(id.value()).putAllLabelSelector(ours(Map.of()))).stream().findFirst();
    }

    private List<PodSandbox> sandboxes(PodSandboxFilter.Builder filter) {
        return CriClient.call(() -> client.runtime().listPodSandbox(ListPodSandboxRequest.newBuilder().setFilter(filter).build())).getItemsList();
    }

    List<Container> containers(Map<String, String> labels) {
        return CriClient.call(() -> client.runtime().listContainers(ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(ours(labels))).build())).getContainersList();
    }

    private Map<String, String> ours(Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(Labels.INSTANCE, instance);
        return all;
    }

    private RuntimeSnapshot states(List<PodSandbox> listedSandboxes, List<Container> listed) {
        List<SandboxState> known = new ArrayList<>();
        for (PodSandbox sandbox : listedSandboxes) {
            boolean ready = sandbox.getState() == PodSandboxState.SANDBOX_READY;
            Map<String, String> labels = sandbox.getLabelsMap();
            known.add(new SandboxState(new SandboxId(sandbox.getId()), Labels.pod(labels), Labels.number(labels, Labels.ATTEMPT), ready,
                    ready ? process(sandbox.getId()).map(SandboxProcess::pid).orElse(0L) : 0, time(sandbox.getCreatedAt()),
                    Optional.ofNullable(labels.get(Labels.NETWORK)).map(SandboxId::new)));
        }
        List<ContainerState> states = new ArrayList<>();
        for (Container container : listed) {
            status(container).ifPresent(status -> states.add(state(container.getLabelsMap(), status)));
        }
        return new RuntimeSnapshot(known, states);
    }

    /// The list says only how a container stands; times and exit codes need a question, once per such state.
    Optional<ContainerStatus> status(Container container) {
        Kept known = containers.get(container.getId());
        if (known != null && known.listed == container.getState()) {
            return Optional.of(known.status);
        }
        Optional<ContainerStatus> fresh = status(container.getId());
        fresh.ifPresent(status -> containers.put(container.getId(), new Kept(status.getState(), status)));
        return fresh;
    }

    Optional<ContainerStatus> status(String container) {
        return CriClient.find(() -> client.runtime().containerStatus(ContainerStatusRequest.newBuilder().setContainerId(container).build()).getStatus());
    }

    /// Of a container's first program, as the machine knows it; empty when it does not run.
    Optional<Long> pid(ContainerId container) {
        return details(container).map(info -> info.path("pid").asLong()).filter(pid -> pid > 0);
    }

    /// Whether its input ends with that of who attaches first.
    boolean readsOnce(ContainerId container) {
        return details(container).filter(info -> info.path("config").path("stdin_once").asBoolean()).isPresent();
    }

    private Optional<JsonNode> details(ContainerId container) {
        return CriClient
                .find(() -> client.runtime().containerStatus(ContainerStatusRequest.newBuilder().setContainerId(container.value()).setVerbose(true).build()))
                .map(answer -> info(answer.getInfoMap()));
    }

    private static ContainerState state(Map<String, String> labels, ContainerStatus status) {
        ContainerState.Phase phase = switch (status.getState()) {
            case CONTAINER_CREATED -> ContainerState.Phase.CREATED;
            case CONTAINER_RUNNING -> ContainerState.Phase.RUNNING;
            case CONTAINER_EXITED, CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerState.Phase.EXITED;
        };
        Instant created = time(status.getCreatedAt());
        boolean oom = OOM_KILLED.equals(status.getReason());
        return new ContainerState(new ContainerId(status.getId()), new SandboxId(labels.get(Labels.SANDBOX)), Labels.pod(labels),
                labels.get(Labels.CONTAINER), ContainerKind.valueOf(labels.get(Labels.KIND)), Labels.number(labels, Labels.RESTART_COUNT),
                Labels.number(labels, Labels.BACKOFF_STEP), phase, created, status.getStartedAt() == 0 ? null : time(status.getStartedAt()),
                phase == ContainerState.Phase.EXITED ? status.getFinishedAt() == 0 ? created : time(status.getFinishedAt()) : null,
                status.getExitCode(), oom, status.getMessage(), labels.getOrDefault(Labels.IMAGE, ""), labels.getOrDefault(Labels.IMAGE_ID, ""),
                labels.getOrDefault(Labels.SPEC_HASH, ""), labels.getOrDefault(Labels.TERMINATION_MESSAGE, ""));
    }

    /// Of a sandbox that runs.
    Optional<SandboxProcess> process(String sandbox) {
        SandboxProcess known = sandboxes.get(sandbox);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PodSandboxStatusResponse> answer = CriClient
                .find(() -> client.runtime().podSandboxStatus(PodSandboxStatusRequest.newBuilder().setPodSandboxId(sandbox).setVerbose(true).build()));
        Optional<SandboxProcess> process = answer.map(status -> process(info(status.getInfoMap()))).filter(each -> each.pid > 0);
        process.ifPresent(each -> sandboxes.put(sandbox, each));
        return process;
    }

    private static SandboxProcess process(JsonNode info) {
        String network = "";
        for (JsonNode namespace : info.path("runtimeSpec").path("linux").path("namespaces")) {
            if (namespace.path("type").asText().equals("network")) {
                network = namespace.path("path").asText();
            }
        }
        return new SandboxProcess(info.path("pid").asLong(), network);
    }

    static JsonNode info(Map<String, String> answer) {
        try {
            return JSON.readTree(answer.getOrDefault("info", "{}"));
        } catch (JsonProcessingException unreadable) {
            throw new RuntimeFailure("the container runtime's answer cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /// Something about it has changed, or it is gone.
    void forget(Set<String> ids) {
        containers.keySet().removeAll(ids);
        sandboxes.keySet().removeAll(ids);
    }

    private static Instant time(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
