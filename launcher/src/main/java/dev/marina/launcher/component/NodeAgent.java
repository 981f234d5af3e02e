package dev.marina.launcher.component;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.CachedRegistry;
import dev.marina.launcher.instance.ContainerIds;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Joined;
import dev.marina.launcher.instance.Staged;

/// The agent of this machine, which is the installation's own or one that has joined it.
final class NodeAgent implements Component {
    private static final int HTTPS = 443;
    /// How engines name the cache, whom the agent alone leads there.
    static final String REGISTRY_CACHE = "registry-cache.marina.internal";

    @Override
    public String name() {
        return "node-agent";
    }

    @Override
    public List<String> after() {
        return List.of("control-plane", "docker");
    }

    /// The control plane may be elsewhere.
    @Override
    public List<String> after(Instance instance) {
        return Joined.find(instance.layout()).isPresent() ? List.of("docker") : after();
    }

    @Override
    public Optional<String> missing(Instance instance) {
        return Staged.load(instance.layout()).find(Staged.NODE_AGENT).isPresent() ? Optional.empty() : Optional.of("not built");
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException {
        Path config = instance.layout().config("node-agent.yaml");
        String yaml = Json.yaml(config(instance));
        Json.write(config, yaml);
        String classPath = Staged.load(instance.layout()).classPath(Staged.NODE_AGENT).orElseThrow();
        return Optional.of(new ProcessSpec(new Privileges.Root("network namespaces, mounts, cgroups and nftables of the nodes"),
                Jvm.command(Jvm.home(), instance.settings().nodeAgentHeap(), Jvm.options(startArchive(instance), "-XX:+UseSerialGC"), classPath,
                        "dev.marina.agent.NodeAgentMain",
                        List.of("--config=" + config)),
                Jvm.environment(Map.of()), instance.layout().home(), inputs(instance, yaml)));
    }

    /// A machine that joins again has another key. Its certificate is no input: the agent renews it itself.
    private static List<String> inputs(Instance instance, String yaml) throws IOException {
        return Joined.find(instance.layout()).isEmpty() ? List.of(yaml) : List.of(yaml, Files.readString(instance.layout().pki(Joined.KEY)));
    }

    static Map<String, Object> config(Instance instance) throws IOException {
        List<String> upstream = instance.settings().dnsUpstream();
        Optional<Joined> joined = Joined.find(instance.layout());
        int agentPort = joined.map(Joined::port).orElseGet(() -> instance.port(InternalPort.AGENT));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("instance", instance.id());
        config.put("home", instance.layout().home().toString());
        config.put("machine", joined.map(Joined::machine).orElse("local"));
        config.put("kubeconfig", instance.layout().pki("agent.kubeconfig").toString());
        config.put("health-port", instance.port(InternalPort.NODE_AGENT));
        config.put("control-plane-agent-port", agentPort);
        config.put("control-plane-host", joined.map(Joined::host).orElse("127.0.0.1"));
        config.put("joined", joined.isPresent());
        joined.map(Joined::address).or(() -> instance.settings().machineAddress()).ifPresent(address -> {
            config.put("machine-address", address);
            config.put("machines-port", agentPort);
        });
        config.put("docker-socket", instance.dockerSocket().toString());
        config.put("run-dir", instance.runDir().toString());
        config.put("first-container-id", instance.identity().containerIds().first());
        config.put("container-ids", ContainerIds.COUNT);
        config.put("node-disk", instance.settings().nodeDisk());
        config.putAll(instance.settings().eviction());
        config.put("pull-network", new EngineNetwork(instance).path().toString());
        config.put("pull-proxy", EngineNetwork.PROXY_ADDRESS + ":" + EngineNetwork.PROXY_PORT);
        config.put("registries", instance.settings().registries());
        config.put("plain-registries", instance.settings().plainRegistries());
        config.put("runtimes", instance.settings().runtimes());
        List<CachedRegistry> caches = instance.settings().registryCaches();
        if (!caches.isEmpty() && joined.isEmpty()) {
            config.put("registry-cache", REGISTRY_CACHE);
            config.put("registry-cache-address", "127.0.0.1:" + instance.port(InternalPort.REGISTRY_CACHE));
            config.put("cached-registries", caches.stream().map(CachedRegistry::name).toList());
        }
        config.put("container-start", DockerEngine.start(instance).script().toString());
        config.put("platform-registry", instance.registry());
        config.put("platform-registry-address", joined.map(there -> there.host() + ":" + port(URI.create(instance.consoleUrl())))
                .orElseGet(() -> Front.loopback(instance) + ":" + instance.settings().consolePort()));
        config.put("node-subnet", instance.identity().nodeSubnet());
        instance.settings().loadBalancerRange().ifPresent(range -> config.put("load-balancer-range", range));
        config.put("dns-upstream", upstream.isEmpty() ? nameservers(Files.readString(Path.of("/etc/resolv.conf"))) : upstream);
        instance.settings().appsDomain().ifPresent(domain -> {
            config.put("apps-domain", domain);
            config.put("entrance-names-port", instance.port(InternalPort.ENTRANCE_NAMES));
            config.put("apps-authority", Front.appsAuthority(instance).toString());
            config.put("front-control", FrontConfig.control(instance.frontSockets()).toString());
            config.put("front-certificates", Front.appsCertificates(instance).toString());
        });
        config.put("allowed-ports",
                joined.isPresent() ? List.of() : List.of(instance.settings().consolePort(), instance.settings().apiPort(), instance.settings().keycloakPort()));
        return config;
    }

    private static int port(URI console) {
        return console.getPort() < 0 ? HTTPS : console.getPort();
    }

    static List<String> nameservers(String resolvConf) {
        return resolvConf.lines().map(String::strip).filter(line -> line.startsWith("nameserver ")).map(line -> line.substring(11).strip()).toList();
    }

    @Override
    public Optional<StartArchive> startArchive(Instance instance) {
        return Jvm.archive(instance, name(), Staged.NODE_AGENT);
    }

    @Override
    public Health health(Instance instance) {
        return Probe.http("http://127.0.0.1:" + instance.port(InternalPort.NODE_AGENT) + "/healthz");
    }

    @Override
    public String address(Instance instance) {
        return "http://127.0.0.1:" + instance.port(InternalPort.NODE_AGENT);
    }

    @Override
    public String version(Instance instance) {
        return Versions.marina();
    }
}
