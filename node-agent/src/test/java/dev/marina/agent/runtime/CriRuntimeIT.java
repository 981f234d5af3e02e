package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.containerd.PrivateContainerd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CriRuntimeIT extends RealRuntimeContract {

    @RegisterExtension
    static final PrivateContainerd CONTAINERD = new PrivateContainerd();

    @Override
    ContainerRuntime open() {
        loaded(images());
        return new CriRuntime(CONTAINERD.client(), "contract", CONTAINERD.nodeNetwork(), CONTAINERD.disk());
    }

    @Override
    ContainerStreams streams(ContainerRuntime runtime) {
        return new CriStreams(CONTAINERD.client(), (CriRuntime) runtime, CONTAINERD.dialer());
    }

    @Override
    ContainerImages images() {
        return new CriImages(CONTAINERD.client(), CONTAINERD.disk());
    }

    @Override
    void restartEngine() throws InterruptedException {
        CONTAINERD.restart();
    }

    private static PodRef pod(String name) {
        return new PodRef(new NodeRef("c1", "node-1"), "default", name, "uid-" + name);
    }

    private static ContainerSpec spec(PodRef pod, long diskBytes, String script) {
        return new ContainerSpec(pod, "main", ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1", List.of("sh", "-c", script), List.of(), "",
                List.of(), List.of(), new ContainerSpec.Resources(0, 0, 2, 100, 1000, diskBytes),
                new ContainerSpec.Security(Optional.empty(), List.of(), List.of(), false, true, false), false, false, false, "/marina-contract/" + pod.name(),
                false, Optional.empty(), "", "");
    }

    private ContainerId start(PodRef pod, ContainerSpec spec, Optional<SandboxId> network) {
        SandboxId sandbox = runtime().runSandbox(new SandboxSpec(pod, 0, pod.name(), network, Map.of(), "/marina-contract/" + pod.name()));
        ContainerId id = runtime().createContainer(sandbox, spec);
        runtime().startContainer(id);
        return id;
    }

    private String log(ContainerId id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        streams(runtime()).logs(id, new ContainerStreams.LogOptions(false, false, -1, Optional.empty()), out, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatSharesItsNodesNetworkIsInThatAndNotInTheMachines() throws IOException {
        PodRef pod = pod("shared");
        start(pod, spec(pod, 0, "sleep 1000"), runtime().nodeNetwork());

        SandboxState sandbox = runtime().snapshot(pod.uid()).runningSandbox().orElseThrow();

        Object nodes = Files.getAttribute(CONTAINERD.nodeNetwork(), "unix:ino");
        assertEquals(nodes, Files.getAttribute(Path.of("/proc", Long.toString(sandbox.pid()), "ns/net"), "unix:ino"));
        assertEquals(CONTAINERD.nodeNetwork().toString(), runtime().networkNamespace(sandbox));
    }

    /// Who writes more than it may, in its layer or by its words, finds its own place full and nobody else's.
    @Test
    void whatAContainerWritesEndsWithItsLimit() throws IOException {
        PodRef pod = pod("writing");
        ContainerId id = start(pod, spec(pod, 8 << 20, "yes | head -c 1000000; head -c 50000000 /dev/zero > /big; ls -l /big; sleep 1000"), Optional.empty());
        Await.until("it to have written", Duration.ofSeconds(60), () -> Files.exists(CONTAINERD.disk().resolve("containers/" + id + "/layer/fs/big")),
                there -> there);
        Path place = CONTAINERD.disk().resolve("containers").resolve(id.value());

        assertTrue(Files.getFileStore(place).getTotalSpace() <= 16 << 20, "a file system of its own");
        assertTrue(log(id).startsWith("y\ny\n"));
        runtime().remove(runtime().snapshot(pod.uid()).runningSandbox().orElseThrow().id());
        assertTrue(!Files.exists(place) && !Files.exists(CONTAINERD.disk().resolve("containers/" + id + ".img")), "left behind");
        assertTrue(!Files.exists(CONTAINERD.disk().resolve("logs").resolve(pod.uid())), "logs left behind");
    }

    @Test
    void aLogThatHasGrownTooLongIsPutAsideAndReadOn() {
        PodRef pod = pod("long");
        ContainerId id = start(pod, spec(pod, 0, "i=0; while true; do i=$((i+1)); echo line $i; sleep 0.01; done"), Optional.empty());
        CriRuntime cri = (CriRuntime) runtime();
        Await.until("lines", Duration.ofSeconds(20), () -> log(id).lines().count(), lines -> lines > 50);
        Path file = Path.of(cri.states().status(id.value()).orElseThrow().getLogPath());

        new CriLogRotation(CONTAINERD.client(), cri.states()).rotate(id.value(), file);

        assertTrue(Files.exists(CriLogs.putAside(file)));
        List<String> lines = Await.until("more lines", Duration.ofSeconds(20), () -> log(id).lines().toList(), all -> all.size() > 120);
        for (int i = 0; i < lines.size(); i++) {
            assertEquals("line " + (i + 1), lines.get(i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        streams(cri).logs(id, new ContainerStreams.LogOptions(false, false, lines.size() - 10, Optional.empty()), out, out);
        assertEquals(lines.size() - 10, out.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void anImageStaysWhileAContainerIsOfItAndGoesAfterwards() {
        CriImages images = new CriImages(CONTAINERD.client(), CONTAINERD.disk());
        String busybox = images.find("marina/busybox:1").orElseThrow().id();
        StoredImages.Stored stored = images.stored().stream().filter(image -> image.id().equals(busybox)).findFirst().orElseThrow();
        assertEquals(new StoredImages.Stored(busybox, stored.bytes(), false), stored, "no registry has it");
        assertTrue(stored.bytes() > 0 && images.space().bytes() > stored.bytes());
        PodRef pod = pod("image");
        ContainerSpec spec = spec(pod, 0, "sleep 1000");
        start(pod, new ContainerSpec(pod, spec.name(), spec.kind(), 0, 0, spec.image(), busybox, spec.command(), spec.args(), "", List.of(), List.of(),
                spec.resources(), spec.security(), false, false, false, spec.cgroupParent(), false, Optional.empty(), "", ""), Optional.empty());

        assertTrue(images.inUse().contains(busybox));
        assertThrows(RuntimeFailure.class, () -> images.remove(busybox));
        assertEquals(busybox, runtime().snapshot(pod.uid()).newest("main").orElseThrow().imageId());
        runtime().remove(runtime().snapshot(pod.uid()).runningSandbox().orElseThrow().id());

        images.remove(busybox);
        assertEquals(Optional.empty(), images.find("marina/busybox:1"));
        images.remove(busybox);
    }

    @Test
    void itSaysWhatItIs() {
        assertTrue(CONTAINERD.client().version().matches("containerd://\\d+\\.\\d+\\.\\d+.*"), CONTAINERD.client().version());
        assertEquals("containerd", runtime().name());
        assertEquals(false, runtime().mapsIds());
    }
}
