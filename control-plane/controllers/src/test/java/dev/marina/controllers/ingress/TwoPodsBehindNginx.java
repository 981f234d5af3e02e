package dev.marina.controllers.ingress;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// What tests with Debian's nginx have: two pods at one port of two addresses, and an nginx that each test starts with its own plan.
abstract class TwoPodsBehindNginx {

    static EchoPod one;
    static EchoPod two;

    @TempDir
    Path directory;
    RealNginx nginx;

    @BeforeAll
    static void pods() throws IOException {
        one = EchoPod.start("one", "127.0.0.1", 0);
        two = EchoPod.start("two", "127.0.0.2", one.port());
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    /// Of Services `one` and `two`.
    static String pair() {
        return Manifests.service("one", one.port(), "127.0.0.1") + Manifests.service("two", one.port(), "127.0.0.2");
    }
}
