package dev.marina.testing;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A node that runs nothing and says of pods what a kubelet would, as far as their manifests tell: an image that is not `marina/busybox:1` cannot be
/// pulled; a ConfigMap that is missing keeps a container from being made; a command that says `exit 1` fails and one without `sleep` or `httpd` ends
/// well; a probe of a port that the command does not name fails.
final class LabNode implements AutoCloseable, Watcher<Pod> {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    private static final String IMAGE = "marina/busybox:1";

    private final KubernetesClient client;
    private final Watch watch;
    private final Heartbeats heartbeats;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    LabNode(KubernetesClient client, String name) {
        this.client = client;
        FakeNodes.readyNode(client, name, 110);
        heartbeats = new Heartbeats(client, name);
        watch = client.pods().inAnyNamespace().withField("spec.nodeName", name).watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        if (action != Action.DELETED) {
            attempt(pod);
        }
    }

    private void attempt(Pod pod) {
        try {
            step(pod);
        } catch (KubernetesClientException e) {
            // somebody changed or removed it meanwhile, and the next event says so
            if (e.getCode() != 409 && e.getCode() != 404) {
                throw e;
            }
        }
    }

    private void step(Pod pod) {
        boolean ended = Stream.of("Succeeded", "Failed").anyMatch(pod.getStatus().getPhase()::equals);
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            client.resource(pod).withGracePeriod(0).delete();
        } else if ("Pending".equals(pod.getStatus().getPhase())) {
            begin(pod);
        } else if (!ended && !stays(pod) && !"Always".equals(pod.getSpec().getRestartPolicy())) {
            String phase = command(pod.getSpec().getContainers().getFirst()).contains("exit 1") ? "Failed" : "Succeeded";
            say(pod, phase, false, new ContainerStateBuilder().withNewTerminated().withExitCode(phase.equals("Failed") ? 1 : 0)
                    .withReason(phase.equals("Failed") ? "Error" : "Completed").withFinishedAt(now()).endTerminated().build());
        }
    }

    private void begin(Pod pod) {
        Container container = pod.getSpec().getContainers().getFirst();
        if (!container.getImage().equals(IMAGE)) {
            waits(pod, "ErrImagePull", "image %s is not known".formatted(container.getImage()));
        } else if (missing(pod)) {
            waits(pod, "CreateContainerConfigError", "configmap not found");
            // as a kubelet looks again
            later.schedule(() -> again(pod), 300, TimeUnit.MILLISECONDS);
        } else {
            boolean ready = fits(container.getReadinessProbe(), container) && fits(container.getLivenessProbe(), container);
            say(pod, "Running", ready, new ContainerStateBuilder().withNewRunning().withStartedAt(now()).endRunning().build());
        }
    }

    private void again(Pod pod) {
        Pod found = client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName()).get();
        if (found != null) {
            attempt(found);
        }
    }

    private void waits(Pod pod, String reason, String message) {
        boolean said = pod.getStatus().getContainerStatuses().stream().anyMatch(status -> status.getState().getWaiting() != null);
        if (!said) {
            say(pod, "Pending", false, new ContainerStateBuilder().withNewWaiting(message, reason).build());
        }
    }

    private boolean missing(Pod pod) {
        Stream<String> env = pod.getSpec().getContainers().stream().flatMap(container -> Stream.concat(
                container.getEnvFrom().stream().map(EnvFromSource::getConfigMapRef).filter(Objects::nonNull).map(ref -> ref.getName()),
                container.getEnv().stream().map(EnvVar::getValueFrom).filter(Objects::nonNull).map(from -> from.getConfigMapKeyRef()).filter(Objects::nonNull)
                        .map(ref -> ref.getName())));
        Stream<String> volumes = pod.getSpec().getVolumes().stream().map(volume -> volume.getConfigMap()).filter(Objects::nonNull).map(map -> map.getName());
        return Stream.concat(env, volumes).anyMatch(name -> client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get() == null);
    }

    private static boolean stays(Pod pod) {
        return Stream.of("sleep", "httpd").anyMatch(command(pod.getSpec().getContainers().getFirst())::contains);
    }

    private static String command(Container container) {
        return String.join(" ", Stream.concat(container.getCommand().stream(), container.getArgs().stream()).toList());
    }

    private static boolean fits(Probe probe, Container container) {
        return probe == null || probe.getHttpGet() == null || command(container).contains(probe.getHttpGet().getPort().getValue().toString());
    }

    private void say(Pod pod, String phase, boolean ready, ContainerState state) {
        String address = pod.getStatus().getPodIP() == null ? "10.244.1." + (1 + ADDRESSES.incrementAndGet() % 250) : pod.getStatus().getPodIP();
        List<io.fabric8.kubernetes.api.model.ContainerStatus> containers = pod.getSpec().getContainers().stream()
                .map(container -> new ContainerStatusBuilder().withName(container.getName()).withImage(container.getImage()).withImageID("")
                        .withRestartCount(0).withReady(ready).withStarted(phase.equals("Running")).withState(state).build())
                .toList();
        client.pods().resource(pod).editStatus(each -> new PodBuilder(each).editStatus().withPhase(phase).withPodIP(address).withStartTime(now())
                .withContainerStatuses(containers)
                .removeMatchingFromConditions(condition -> List.of("Ready", "ContainersReady").contains(condition.getType()))
                .addNewCondition().withType("ContainersReady").withStatus(ready ? "True" : "False").withLastTransitionTime(now()).endCondition()
                .addNewCondition().withType("Ready").withStatus(ready ? "True" : "False").withLastTransitionTime(now()).endCondition()
                .endStatus().build());
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
        heartbeats.close();
        watch.close();
    }
}
