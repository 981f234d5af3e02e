package dev.marina.testing;

import dev.marina.model.FaultCase;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A node that runs nothing and says of pods what a kubelet would, as far as their manifests tell ([LabContainers]): an image that is not
/// `marina/busybox:1` cannot be pulled; a ConfigMap, Secret or key that is missing keeps a container from being made, and so does `runAsNonRoot`
/// without a user; a command fails that says `exit 1` or needs a variable (`${NAME:?}`) that is not set, and ends well without `sleep` or `httpd`; what
/// fails is started again after a growing while; a probe fails whose port, path or file the command does not name. What its cluster breaks of it
/// ([LabFaults]) is broken: it is silent, or says why it is not ready.
final class LabNode implements AutoCloseable, Watcher<Pod> {

    /// As a machine's agent would say.
    private static final Map<String, String> BORNE = Map.of("kubernetes.io/arch", "amd64", "kubernetes.io/os", "linux");
    private static final String DNS = "DNSAnswers";
    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    private static final int MOST_DOUBLINGS = 10;
    private static final int SOON_MILLIS = 300;

    private final KubernetesClient client;
    private final String name;
    private final Watch watch;
    private final LabFaults faults;
    private Heartbeats heartbeats;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final Set<String> looksAgain = new HashSet<>();

    LabNode(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
        FakeNodes.readyNode(client, name, 110, BORNE);
        heartbeats = new Heartbeats(client, name);
        faults = new LabFaults(client, name, this::broken);
        watch = client.pods().inAnyNamespace().withField("spec.nodeName", name).watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        if (action != Action.DELETED) {
            attempt(pod, false);
        }
    }

    /// Something else is broken of it than before, or it is whole again.
    private synchronized void broken() {
        heartbeats.close();
        if (faults.silent()) {
            return;
        }
        heartbeats = new Heartbeats(client, name);
        FakeNodes.renew(client, name);
        boolean full = faults.has(FaultCase.DISK_FILLED);
        NodeCondition ready = faults.trouble().map(trouble -> condition("Ready", "False", "KubeletNotReady", trouble))
                .orElseGet(() -> condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"));
        NodeCondition disk = condition("DiskPressure", full ? "True" : "False", full ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
                full ? "kubelet has disk pressure" : "kubelet has no disk pressure");
        client.nodes().withName(name).editStatus(node -> new NodeBuilder(node).editStatus()
                .removeMatchingFromConditions(each -> List.of("Ready", "DiskPressure", DNS).contains(each.getType())).addToConditions(ready, disk)
                .addAllToConditions(dns(node)).endStatus().build());
        if (!faults.idle()) {
            client.pods().inAnyNamespace().withField("spec.nodeName", name).list().getItems().forEach(pod -> attempt(pod, false));
        }
    }

    /// Said from the first time on that it is so.
    private List<NodeCondition> dns(Node node) {
        boolean stopped = faults.has(FaultCase.DNS_STOPPED);
        return stopped
                ? List.of(condition(DNS, "False", "SwitchedOff", "nobody does what the component dns is for: it is switched off, or a fault stopped it"))
                : node.getStatus().getConditions().stream().filter(each -> DNS.equals(each.getType())).limit(1)
                        .map(_ -> condition(DNS, "True", "SwitchedOn", "the node does what the component dns is for")).toList();
    }

    private static NodeCondition condition(String type, String status, String reason, String message) {
        return new NodeConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message).withLastHeartbeatTime(now())
                .withLastTransitionTime(now()).build();
    }

    private synchronized void attempt(Pod pod, boolean restart) {
        if (faults.silent() || faults.idle()) {
            return;
        }
        try {
            step(pod, restart);
        } catch (KubernetesClientException e) {
            // somebody changed or removed it meanwhile, and the next event says so
            if (e.getCode() != 409 && e.getCode() != 404) {
                throw e;
            }
        }
    }

    private void step(Pod pod, boolean restart) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            client.resource(pod).withGracePeriod(0).delete();
            return;
        }
        if (List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase())) {
            return;
        }
        LabPodStatus status = LabPodStatus.of(pod, containers(pod), restart, now());
        if (status.again() && looksAgain.add(pod.getMetadata().getUid())) {
            int restarts = Stream.concat(status.init().stream(), status.main().stream()).mapToInt(ContainerStatus::getRestartCount).max().orElse(0);
            later.schedule(() -> again(pod), (long) SOON_MILLIS << Math.min(restarts, MOST_DOUBLINGS), TimeUnit.MILLISECONDS);
        }
        if (!status.words().equals(LabPodStatus.words(pod)) || status.ready() && !ready(pod)) {
            say(pod, status);
            Stream.concat(status.init().stream(), status.main().stream()).filter(each -> each.getState().getWaiting() != null)
                    .filter(each -> !"PodInitializing".equals(each.getState().getWaiting().getReason())).forEach(each -> told(pod, each));
        }
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream().anyMatch(each -> each.getType().equals("Ready") && each.getStatus().equals("True"));
    }

    private LabContainers containers(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        Map<String, Map<String, String>> configMaps = new HashMap<>();
        client.configMaps().inNamespace(namespace).list().getItems().forEach(each -> configMaps.put(each.getMetadata().getName(), given(each.getData())));
        Map<String, Map<String, String>> secrets = new HashMap<>();
        client.secrets().inNamespace(namespace).list().getItems().forEach(each -> secrets.put(each.getMetadata().getName(), given(each.getData())));
        return new LabContainers(pod.getSpec(), configMaps, secrets);
    }

    private static Map<String, String> given(Map<String, String> data) {
        return data == null ? Map.of() : data;
    }

    private void again(Pod pod) {
        synchronized (this) {
            looksAgain.remove(pod.getMetadata().getUid());
        }
        Pod found = client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName()).get();
        if (found != null && found.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            attempt(found, true);
        }
    }

    private void say(Pod pod, LabPodStatus status) {
        String address = pod.getStatus().getPodIP() == null ? "10.244.1." + (1 + ADDRESSES.incrementAndGet() % 250) : pod.getStatus().getPodIP();
        String ready = status.ready() ? "True" : "False";
        client.pods().resource(pod).editStatus(each -> new PodBuilder(each).editStatus().withPhase(status.phase()).withPodIP(address).withStartTime(now())
                .withInitContainerStatuses(status.init()).withContainerStatuses(status.main())
                .removeMatchingFromConditions(condition -> List.of("Initialized", "Ready", "ContainersReady").contains(condition.getType()))
                .addNewCondition().withType("Initialized").withStatus(status.initialized() ? "True" : "False").withLastTransitionTime(now()).endCondition()
                .addNewCondition().withType("ContainersReady").withStatus(ready).withLastTransitionTime(now()).endCondition()
                .addNewCondition().withType("Ready").withStatus(ready).withLastTransitionTime(now()).endCondition()
                .endStatus().build());
    }

    private void told(Pod pod, ContainerStatus status) {
        String reason = status.getState().getWaiting().getReason().equals("CrashLoopBackOff") ? "BackOff" : "Failed";
        client.resource(new EventBuilder().withNewMetadata().withName("%s.%x".formatted(pod.getMetadata().getName(), System.nanoTime()))
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata().withReason(reason).withType("Warning").withMessage(status.getState().getWaiting().getMessage()).withInvolvedObject(about(pod))
                .withFirstTimestamp(now()).withLastTimestamp(now()).withCount(1).withNewSource("kubelet", pod.getSpec().getNodeName()).build()).create();
    }

    private static io.fabric8.kubernetes.api.model.ObjectReference about(HasMetadata object) {
        return new io.fabric8.kubernetes.api.model.ObjectReferenceBuilder().withKind(object.getKind()).withApiVersion(object.getApiVersion())
                .withName(object.getMetadata().getName()).withNamespace(object.getMetadata().getNamespace()).withUid(object.getMetadata().getUid()).build();
    }

    private static String now() {
        return Instant.now().toString();
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch of a lab's node ended", cause);
    }

    @Override
    public void close() {
        later.shutdownNow();
        faults.close();
        watch.close();
        synchronized (this) {
            heartbeats.close();
        }
    }
}
