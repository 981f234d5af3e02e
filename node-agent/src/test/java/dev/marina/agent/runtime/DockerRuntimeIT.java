package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.image.BuiltinImages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerRuntimeIT extends ContainerRuntimeContract {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @Override
    ContainerRuntime open() {
        new BuiltinImages(new DockerImages(ENGINE.engine())).ensure();
        return new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE);
    }

    @Test
    void execPassesOnTheEndOfItsInput() {
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            PodRef pod = new PodRef(new NodeRef("c1", "node-1"), "default", "cat", "uid-cat");
            SandboxId sandbox = runtime.runSandbox(new SandboxSpec(pod, 0, "cat", Optional.empty(), Map.of(), "/marina-contract/cat"));
            ContainerId id = runtime.createContainer(sandbox,
                    new ContainerSpec(pod, "main", ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1", List.of("sleep", "1000"),
                            List.of(), "", List.of(), List.of(), ContainerSpec.Resources.UNLIMITED,
                            new ContainerSpec.Security(Optional.empty(), List.of(), List.of(), false, true, false), false, false, false, "/marina-contract/cat",
                            false, Optional.empty(), "", ""));
            runtime.startContainer(id);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            int code = new DockerStreams(ENGINE.engine(), WritableLayers.WITH_THE_ENGINE).exec(id, List.of("sh", "-c", "cat; echo done >&2; exit 5"),
                    new ContainerStreams.Session(
                            new ByteArrayInputStream("given".getBytes(StandardCharsets.UTF_8)), out, err, false, ContainerStreams.TerminalSize.FIXED));

            assertEquals(List.of(5, "given", "done\n"), List.of(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void containersOutliveTheEngineAndAreFoundAgain() throws IOException, InterruptedException {
        PodRef pod = new PodRef(new NodeRef("c1", "node-1"), "default", "lasting", "uid-lasting");
        SandboxState before;
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            runtime.runSandbox(new SandboxSpec(pod, 0, "lasting", Optional.empty(), Map.of(), "/marina-contract/lasting"));
            before = runtime.snapshot(pod.uid()).runningSandbox().orElseThrow();
        }

        ENGINE.kill();
        ENGINE.start();

        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            assertEquals(Optional.of(before), runtime.snapshot(pod.uid()).runningSandbox());
        }
    }

    @Test
    void rootOfAContainerIsNobodyOnTheMachine() throws IOException {
        PodRef pod = new PodRef(new NodeRef("c1", "node-1"), "default", "mapped", "uid-mapped");
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            SandboxId sandbox = runtime.runSandbox(new SandboxSpec(pod, 0, "mapped", Optional.empty(), Map.of(), "/marina-contract/mapped"));
            long pid = runtime.snapshot(pod.uid()).runningSandbox().orElseThrow().pid();

            String map = Files.readString(Path.of("/proc", Long.toString(pid), "uid_map")).strip().replaceAll(" +", " ");

            assertEquals("0 %d %d".formatted(PrivateEngine.IDS.first(), PrivateEngine.IDS.count()), map);
            runtime.remove(sandbox);
        }
    }
}
