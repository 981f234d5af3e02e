package dev.marina.registry;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `RegistryGateMain --config=<file>`: runs until it is told to stop.
public final class RegistryGateMain {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryGateMain.class);
    private static final String CONFIG = "--config=";

    private RegistryGateMain() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1 || !arguments[0].startsWith(CONFIG)) {
            throw new IllegalArgumentException("usage: RegistryGateMain --config=<file>");
        }
        RegistryGateConfig config = RegistryGateConfig.load(Path.of(arguments[0].substring(CONFIG.length())));
        try (RegistryGate gate = new RegistryGate(config, Clock.systemUTC()).start()) {
            LOG.atInfo().addKeyValue("settings", config).addKeyValue("port", gate.port()).log("registry gate serves");
            new CountDownLatch(1).await();
        }
    }
}
