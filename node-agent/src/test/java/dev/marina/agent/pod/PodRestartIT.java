package dev.marina.agent.pod;

import dev.marina.agent.runtime.PrivateEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodRestartIT extends PodRestartContract {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @Override
    PodOnEngine world(Path directory) throws IOException {
        return new PodOnEngine(ENGINE, directory);
    }
}
