package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;

/// What starts and watches the containers for the Docker Engine. Containers outlive it, as they do the engine.
final class Containerd implements Component {
    static ContainerdPlace place(Instance instance) {
        return new ContainerdPlace(instance.layout().data("containerd"), instance.runDir().resolve("containerd"));
    }

    @Override
    public String name() {
        return "containerd";
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        Files.createDirectories(place(instance).run());
        Json.write(config(instance), place(instance).config());
        new EngineNetwork(instance).ensure();
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, InterruptedException {
        // Where the engine is, since containers in their host's network get that of this process.
        List<String> command = new ArrayList<>(new EngineNetwork(instance).enter());
        command.addAll(EngineLimits.ofMachine().enter());
        command.addAll(ContainerdPlace.command(config(instance)));
        return Optional.of(new ProcessSpec(new Privileges.Root("namespaces, mounts and cgroups of containers"), command, Jvm.environment(Map.of()),
                instance.layout().home(),
                List.of(place(instance).config())));
    }

    private static Path config(Instance instance) {
        return instance.layout().config("containerd.toml");
    }

    @Override
    public Health health(Instance instance) {
        return Probe.unix(place(instance).socket());
    }

    @Override
    public String address(Instance instance) {
        return "unix://" + place(instance).socket();
    }

    @Override
    public String version(Instance instance) {
        return Versions.installed("containerd", "--version");
    }
}
