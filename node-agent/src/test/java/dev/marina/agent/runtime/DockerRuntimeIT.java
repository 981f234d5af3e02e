package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.image.BuiltinImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerRuntimeIT extends RealRuntimeContract {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @Override
    ContainerRuntime open() {
        loaded(images());
        return new DockerRuntime(ENGINE.engine(), "contract", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE);
    }

    @Override
    ContainerStreams streams(ContainerRuntime runtime) {
        return new DockerStreams(ENGINE.engine(), WritableLayers.WITH_THE_ENGINE);
    }

    @Override
    ContainerImages images() {
        return new DockerImages(ENGINE.engine());
    }

    @Override
    void restartEngine() throws IOException, InterruptedException {
        ENGINE.kill();
        ENGINE.start();
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
