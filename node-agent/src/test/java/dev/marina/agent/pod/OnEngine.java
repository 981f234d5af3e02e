package dev.marina.agent.pod;

import dev.marina.agent.runtime.PrivateEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What tests of one pod on a real engine begin with and leave.
abstract class OnEngine {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @TempDir
    Path directory;

    PodOnEngine world;

    @BeforeEach
    void open() throws IOException {
        world = new PodOnEngine(ENGINE, directory);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }
}
