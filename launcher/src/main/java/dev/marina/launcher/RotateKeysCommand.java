package dev.marina.launcher;

import java.util.concurrent.Callable;

import dev.marina.launcher.component.KeyRotation;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import picocli.CommandLine.Command;

/// The work is done by the running control plane; this tells it to, and waits.
@Command(name = "rotate-keys", description = "Encrypts what lies encrypted in etcd under new keys.", mixinStandardHelpOptions = true)
final class RotateKeysCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Instance instance = Instance.find(Layout.ofEnvironment()).orElseThrow(() -> new Complaint("there is no installation here; ./marina up makes one"));
        return new ProcessBuilder(KeyRotation.command(instance)).directory(instance.layout().home().toFile()).inheritIO().start().waitFor();
    }
}
