package dev.marina.controlplane;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `ControlPlaneMain --config=<file>`: runs until it is told to stop.
public final class ControlPlaneMain {

    private static final Logger log = LoggerFactory.getLogger(ControlPlaneMain.class);

    private static final long STOP_SECONDS = 15;

    private ControlPlaneMain() {}

    public static void main(String[] arguments) throws Exception {
        ControlPlaneConfig config = ControlPlaneConfig.load(configFile(arguments));
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
            stop.countDown();
            try {
                stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (ControlPlane _ = ControlPlane.start(config)) {
            log.atInfo().addKeyValue("api_port", config.apiPort()).log("control plane serves");
            stop.await();
        } catch (Exception | Error e) {
            // other threads would keep a process alive that does nothing
            log.atError().setCause(e).log("control plane cannot run");
            stopped.countDown();
            Runtime.getRuntime().halt(1);
        }
        stopped.countDown();
    }

    static Path configFile(String... arguments) {
        Optional<String> given = Arrays.stream(arguments).filter(argument -> argument.startsWith("--config="))
                .map(argument -> argument.substring("--config=".length())).findFirst();
        return Path.of(given.orElseGet(() -> {
            if (arguments.length == 1 && !arguments[0].startsWith("--")) {
                return arguments[0];
            }
            throw new IllegalArgumentException("usage: ControlPlaneMain --config=<file>");
        }));
    }
}
