package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.marina.agent.Await;
import dev.marina.agent.image.BuiltinImages;
import java.io.ByteArrayInputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerRuntimeIT extends ContainerRuntimeContract {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @Override
    ContainerRuntime open() {
        new BuiltinImages(new DockerImages(ENGINE.engine())).ensure();
        return new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE);
    }

    private static ContainerId sleeping(DockerRuntime runtime, PodRef pod) {
        return running(runtime, pod, List.of("sleep", "1000"), false, false);
    }

    private static ContainerId running(DockerRuntime runtime, PodRef pod, List<String> command, boolean stdin, boolean stdinOnce) {
        String group = "/marina-contract/" + pod.name();
        SandboxId sandbox = runtime.runSandbox(new SandboxSpec(pod, 0, pod.name(), Optional.empty(), Map.of(), group));
        ContainerId id = runtime.createContainer(sandbox,
                new ContainerSpec(pod, "main", ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1", command,
                        List.of(), "", List.of(), List.of(), ContainerSpec.Resources.UNLIMITED,
                        new ContainerSpec.Security(Optional.empty(), List.of(), List.of(), false, true, false), stdin, stdinOnce, false, group,
                        false, Optional.empty(), "", ""));
        runtime.startContainer(id);
        return id;
    }

    @Test
    void execPassesOnTheEndOfItsInput() {
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            ContainerId id = sleeping(runtime, new PodRef(new NodeRef("c1", "node-1"), "default", "cat", "uid-cat"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            int code = new DockerStreams(ENGINE.engine(), WritableLayers.WITH_THE_ENGINE).exec(id, List.of("sh", "-c", "cat; echo done >&2; exit 5"),
                    new ContainerStreams.Session(
                            new ByteArrayInputStream("given".getBytes(StandardCharsets.UTF_8)), out, err, false, ContainerStreams.TerminalSize.FIXED));

            assertEquals(List.of(5, "given", "done\n"), List.of(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 'read x; sleep 1; echo got $x',            'got given'",
            "true,  'read x; cat; sleep 1; echo got $x and an end', 'got given and an end'"})
    void attachGoesOnWithTheOutputWhenItsInputHasEnded(boolean stdinOnce, String script, String wanted) {
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            String name = stdinOnce ? "once" : "often";
            ContainerId id = running(runtime, new PodRef(new NodeRef("c1", "node-1"), "default", name, "uid-" + name), List.of("sh", "-c", script), true,
                    stdinOnce);
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            new DockerStreams(ENGINE.engine(), WritableLayers.WITH_THE_ENGINE).attach(id, new ContainerStreams.Session(
                    new ByteArrayInputStream("given\n".getBytes(StandardCharsets.UTF_8)), out, out, false, ContainerStreams.TerminalSize.FIXED));

            assertEquals(wanted + "\n", out.toString(StandardCharsets.UTF_8));
        }
    }

    /// Each probe that is given up would leave one more, up to the pod's limit of processes.
    @Test
    void commandThatTakesTooLongEndsWithAllThatItHasStarted() {
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            ContainerId id = sleeping(runtime, new PodRef(new NodeRef("c1", "node-1"), "default", "slow", "uid-slow"));
            DockerStreams streams = new DockerStreams(ENGINE.engine(), WritableLayers.WITH_THE_ENGINE);

            ContainerStreams.ExecResult given = streams.execSync(id, List.of("sh", "-c", "sleep 4711 & echo begun; sleep 4711"), Duration.ofSeconds(1));

            assertNull(given.exitCode());
            assertEquals("begun\n", given.output());
            Await.until("its processes to be gone", Duration.ofSeconds(10),
                    () -> streams.execSync(id, List.of("sh", "-c", "ps | grep -c '[s]leep 4711'"), Duration.ofSeconds(10)).output().strip(), "0"::equals);
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
