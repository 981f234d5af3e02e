package dev.marina.agent.pod;

import dev.marina.agent.containerd.PrivateContainerd;
import dev.marina.agent.runtime.CriImages;
import dev.marina.agent.runtime.CriRuntime;
import dev.marina.agent.runtime.CriStreams;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodRestartOnCriIT extends PodRestartContract {

    @RegisterExtension
    static final PrivateContainerd CONTAINERD = new PrivateContainerd();

    @Override
    PodOnEngine world(Path directory) throws IOException {
        CriRuntime runtime = new CriRuntime(CONTAINERD.client(), "it", CONTAINERD.nodeNetwork(), CONTAINERD.disk());
        return new PodOnEngine(runtime, new CriStreams(CONTAINERD.client(), runtime, CONTAINERD.dialer()),
                new CriImages(CONTAINERD.client(), CONTAINERD.disk()), directory);
    }
}
