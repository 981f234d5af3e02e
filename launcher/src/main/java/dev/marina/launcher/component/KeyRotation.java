package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Staged;

/// The process beside the running control plane, as the same user and with the same settings, that replaces the keys under which
/// data lies encrypted in etcd. It ends when the control plane has sealed everything anew.
public final class KeyRotation {
    private static final String MAIN = "dev.marina.controlplane.RotateKeysMain";

    public static List<String> command(Instance instance) throws IOException {
        Path java = instance.javaDoorway().path();
        String classPath = Staged.seen(instance).classPath(Staged.CONTROL_PLANE).orElseThrow();
        return Privileges.of(instance.account(Part.CONTROL_PLANE)).taking(Jvm.command(java, "128m", List.of("-XX:+UseSerialGC"), classPath, MAIN,
                List.of("--config=" + instance.seen().config("control-plane.yaml"))));
    }

    private KeyRotation() {}
}
