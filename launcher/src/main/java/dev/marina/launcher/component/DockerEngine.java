package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.ProcessTable;

/// A Docker Engine of our own: Debian's `dockerd` with its own socket, data and containers, never the machine's. Its containers' root
/// is nobody on the machine ([ContainerUser]). It does no networking at all; the node agent does, and is its only way to registries
/// ([EngineNetwork]). Containers outlive it, so killing or renewing it disturbs no pod.
final class DockerEngine implements Component {
    @Override
    public String name() {
        return "docker";
    }

    @Override
    public List<String> after() {
        return List.of("containerd");
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        Files.createDirectories(instance.runDir());
        // A file of ours, so that /etc/docker/daemon.json, which belongs to the machine's engine, is not read.
        Json.write(instance.layout().config("docker.json"), DockerRelease.ofMachine().config());
        // It would be refused as "already running" while its pid is anybody's, a zombie's too.
        removeStalePidFile(instance.runDir().resolve("docker.pid"));
        new EngineStore(instance).leaveManaged(execRoot(instance).resolve("containerd"), progress);
        MachineLimits.raise();
        start(instance).write();
        ContainerUser.of(instance).ensure();
        EngineStore store = new EngineStore(instance);
        store.leaveUnmapped(progress);
        store.mount();
        new EngineNetwork(instance).ensure();
    }

    private static void removeStalePidFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String text = Files.readString(file).strip();
        boolean alive = text.matches("\\d+") && ProcessTable.find(Long.parseLong(text)).filter(ProcessTable.Entry::running).isPresent()
                && ProcessTable.command(Long.parseLong(text)).contains("dockerd");
        if (!alive) {
            Files.delete(file);
        }
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, InterruptedException {
        DockerRelease release = DockerRelease.ofMachine();
        List<String> command = new ArrayList<>(new EngineNetwork(instance).enter());
        command.addAll(
                List.of("dockerd", "--config-file=" + instance.layout().config("docker.json"), "--host=unix://" + instance.dockerSocket(), "--group=root",
                        "--data-root=" + instance.engineRoot(), "--exec-root=" + execRoot(instance),
                        "--pidfile=" + instance.runDir().resolve("docker.pid"), "--containerd=" + Containerd.place(instance).socket(),
                        "--live-restore", "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
                        "--userland-proxy=false", "--exec-opt=native.cgroupdriver=cgroupfs", "--cgroup-parent=/marina-" + instance.id() + "/engine",
                        "--userns-remap=" + ContainerUser.of(instance).name(), "--storage-driver=overlay2",
                        "--label=dev.marina.instance=" + instance.id(),
                        "--log-driver=json-file", "--log-opt=max-size=10m", "--log-opt=max-file=3"));
        // Which the engine reaches through the agent alone, who leads it to the front of this machine whatever the certificate says.
        command.add("--insecure-registry=" + instance.registry());
        instance.settings().plainRegistries().forEach(registry -> command.add("--insecure-registry=" + registry));
        if (!instance.settings().registryCaches().isEmpty()) {
            command.add("--insecure-registry=" + NodeAgent.REGISTRY_CACHE);
        }
        command.addAll(release.options());
        command.addAll(EngineLimits.ofMachine().options());
        command.addAll(start(instance).options());
        Map<String, String> variables = new TreeMap<>(DockerRelease.VARIABLES);
        variables.putAll(EngineNetwork.VARIABLES);
        return Optional.of(new ProcessSpec(new Privileges.Root("namespaces, mounts and cgroups of containers"), command, Jvm.environment(variables),
                instance.layout().home(), List.of(release.config())));
    }

    @Override
    public Health health(Instance instance) {
        return Probe.unixHttp(instance.dockerSocket(), "/_ping");
    }

    /// The engine leaves its containers running when it ends, and `down` is the end of the installation, not of the engine.
    @Override
    public void beforeStop(Instance instance, Progress progress) throws Exception {
        new NodesContainerd(instance).end(progress);
        Docker docker = new Docker(instance.dockerSocket());
        List<String> containers = docker.command("ps", "-q").require().lines().toList();
        if (containers.isEmpty()) {
            return;
        }
        progress.say("stopping %d containers".formatted(containers.size()));
        try (var threads = Executors.newFixedThreadPool(8)) {
            containers.forEach(container -> threads.submit(() -> docker.command("stop", "-t", "10", container).run()));
        }
    }

    static ContainerStart start(Instance instance) {
        return new ContainerStart(instance.layout().config("start-container"));
    }

    private static Path execRoot(Instance instance) {
        return instance.runDir().resolve("docker");
    }

    @Override
    public String address(Instance instance) {
        return "unix://" + instance.dockerSocket();
    }

    @Override
    public String version(Instance instance) {
        try {
            return DockerRelease.ofMachine().version();
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    @Override
    public Duration stopTimeout() {
        return Duration.ofSeconds(20);
    }
}
