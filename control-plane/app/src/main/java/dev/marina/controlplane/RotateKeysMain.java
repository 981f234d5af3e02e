package dev.marina.controlplane;

import dev.marina.store.KeyRotation;
import dev.marina.store.StoreConfig;
import dev.marina.store.backend.Backend;
import dev.marina.store.seal.KeyFile;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `RotateKeysMain --config=<file>`: replaces the key that wraps clusters' keys, and waits until the running control plane has
/// sealed everything anew. With the same settings as the control plane, beside it, as a user who may write the key file.
public final class RotateKeysMain {

    private static final Logger log = LoggerFactory.getLogger(RotateKeysMain.class);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private RotateKeysMain() {}

    public static void main(String[] arguments) throws Exception {
        ControlPlaneConfig config = ControlPlaneConfig.load(ControlPlaneMain.configFile(arguments));
        if (config.storage().etcdEndpoints().isEmpty()) {
            throw new IllegalStateException("there is no etcd, so nothing is sealed");
        }
        try (Backend backend = config.storage().backend()) {
            KeyFile file = KeyFile.open(config.storage().keyFile());
            new KeyRotation(backend, StoreConfig.defaults(config.processId(), "").prefix(), file)
                    .run(PATIENCE, left -> log.atInfo().addKeyValue("clusters", left).log("clusters still to be sealed anew"));
            log.atInfo().addKeyValue("key", file.current()).log("keys rotated");
        }
    }
}
