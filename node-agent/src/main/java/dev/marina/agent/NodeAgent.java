package dev.marina.agent;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.entrance.EntranceNames;
import dev.marina.agent.entrance.FrontCertificates;
import dev.marina.agent.forward.ApiForwarder;
import dev.marina.agent.forward.ApiRelay;
import dev.marina.agent.identity.Identity;
import dev.marina.agent.identity.MachineCertificate;
import dev.marina.agent.identity.NodeIdentities;
import dev.marina.agent.identity.RenewableIdentity;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.disk.NodeDisks;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.ImageRoom;
import dev.marina.agent.image.PlatformRegistry;
import dev.marina.agent.image.PullProxy;
import dev.marina.agent.image.PullRecords;
import dev.marina.agent.image.Registries;
import dev.marina.agent.image.RegistryDoor;
import dev.marina.agent.machine.MachineAgent;
import dev.marina.agent.node.AgentServices;
import dev.marina.agent.node.MachineFacts;
import dev.marina.agent.node.SharedWatches;
import dev.marina.agent.runtime.DockerEngine;
import dev.marina.agent.runtime.DockerImages;
import dev.marina.agent.runtime.DockerRuntime;
import dev.marina.agent.runtime.DockerStreams;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.agent.runtime.WritableLayers;
import dev.marina.agent.storage.MachineStorage;
import dev.marina.agent.tunnel.StreamServer;
import dev.marina.agent.tunnel.TunnelClient;
import dev.marina.agent.volume.ImageVolumeNotes;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.net.NetworkConfig;
import dev.marina.net.NodeNetworks;
import dev.marina.net.linux.Netns;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent, wired. Closing it leaves containers, networks and volumes as they are.
final class NodeAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
    private static final String NOBODY = "192.0.2.0";
    private static final Duration ENGINE_RETRY = Duration.ofMillis(500);
    static final String VERSION = "1.0.0";

    private final DockerEngine engine;
    private final DockerRuntime runtime;
    private final Optional<PullProxy> pulls;
    private final Optional<RegistryDoor> registryDoor;
    private final RuntimeHealth runtimeHealth;
    private final ImageRoom imageRoom;
    private final NodeNetworks networks;
    private final MachineStorage storage;
    private final KubernetesClient management;
    private final MachineCertificate certificate;
    private final Optional<ApiRelay> relay;
    private final MachineAgent machine;
    private final TunnelClient tunnel;
    private final Optional<EntranceNames> entrances;
    private final Optional<FrontCertificates> certificates;
    private final HealthServer health;

    NodeAgent(AgentConfig config) throws IOException, InterruptedException {
        Files.createDirectories(config.runDir());
        // Tenants' files, set-user-id programs among them, are for nobody else on this machine.
        closed(config.home().resolve("nodes"));
        closed(config.home().resolve("volumes"));
        Cgroups cgroups = Cgroups.open(config.instance());
        engine = new DockerEngine(config.dockerSocket());
        awaitEngine(engine, config.ids());
        DockerImages images = new DockerImages(engine);
        new BuiltinImages(images).ensure();
        Path nodes = config.home().resolve("nodes");
        WritableLayers layers = WritableLayers.on(node -> nodes.resolve(node.id()), config.ids());
        runtime = new DockerRuntime(engine, config.instance(), BuiltinImages.PAUSE, layers);
        DockerStreams streams = new DockerStreams(engine, layers);
        pulls = pullProxy(config);
        registryDoor = registryDoor(config);
        networks = NodeNetworks.open(networkConfig(config));
        Clock clock = Clock.systemUTC();
        runtimeHealth = new RuntimeHealth(runtime, clock);
        runtimeHealth.start();
        Identity identity = Identity.of(config.kubeconfig());
        RenewableIdentity renewable = new RenewableIdentity(identity, clock.instant());
        management = renewable.client();
        certificate = new MachineCertificate(renewable, identity, config.machine(), config.kubeconfig().resolveSibling("machine.pem"), clock);
        relay = config.joined()
                ? Optional.of(ApiRelay.start(config.controlPlaneHost(), config.controlPlaneAgentPort(), renewable.tls()))
                : Optional.empty();
        storage = MachineStorage.open(config.machine(), config.home().resolve("volumes"), config.runDir().resolve("csi.sock"), config.ids());
        PullRecords records = records(config, images);
        imageRoom = new ImageRoom(images, () -> imageVolumes(nodes), records, clock);
        AgentServices services = new AgentServices(config.instance(), config.machine(), config.machineAddress(), nodes, config.ids(),
                new NodeDisks(config.home().resolve("disks"), config.nodeDiskBytes(), config.ids()),
                port -> relay.map(ApiRelay::address).orElseGet(() -> new InetSocketAddress(config.controlPlaneHost(), port)), runtime,
                streams, images, new ImagePuller(images, records, config.ownRegistry(), config.cache(), clock), cgroups, networks, new LinuxMounts(),
                new NodeIdentities(management, config.machine(), server -> config.joined() ? reached(server, identity.server()) : server), storage,
                ApiForwarder.pool(), StreamServer.pool(),
                MachineFacts.read(runtime.name() + "://" + engine.version()),
                runtimeHealth, new SharedWatches(), List.of(), config.eviction(), EngineProcess.SHARED, clock);
        machine = new MachineAgent(management, services, new ContainerdEngines(config), config.runtimes(), VERSION, storage);
        tunnel = new TunnelClient(URI.create("wss://%s:%d/agent/tunnel".formatted(config.controlPlaneHost(), config.controlPlaneAgentPort())),
                renewable.tls(), new StreamServer(machine::node, storage.volumes()));
        entrances = Optional.ofNullable(config.appsDomain())
                .map(domain -> EntranceNames.start(domain, config.entranceNamesPort(), machine::entrances));
        certificates = config.appsDomain() == null
                ? Optional.empty()
                : Optional.of(FrontCertificates.start(config.appsAuthority(), config.frontControl(),
                        config.frontCertificates(), () -> machine.applicationNames(config.appsDomain()), clock));
        imageRoom.start();
        if (config.joined()) {
            certificate.start();
        }
        machine.start();
        tunnel.start();
        health = new HealthServer(config.healthPort(), this::trouble);
        LOG.atInfo().addKeyValue("machine", config.machine()).addKeyValue("instance", config.instance()).log("node agent started");
    }

    /// All clusters are at one port: by the address at which this machine reaches the management cluster.
    static String reached(String server, String management) {
        URI its = URI.create(management);
        return "%s://%s%s".formatted(its.getScheme(), its.getAuthority(), URI.create(server).getPath());
    }

    private static PullRecords records(AgentConfig config, DockerImages images) {
        PullRecords records = new PullRecords(config.home().resolve("image-records"));
        records.keepOnly(images.ids());
        return records;
    }

    /// Where the engine looks for its way out, in the namespace in which it lives.
    private static Optional<PullProxy> pullProxy(AgentConfig config) throws IOException {
        if (config.pullNetwork() == null) {
            return Optional.empty();
        }
        String[] address = config.pullProxy().split(":");
        try (Netns engines = Netns.open(config.pullNetwork())) {
            return Optional
                    .of(new PullProxy(engines.listen(new InetSocketAddress(address[0], Integer.parseInt(address[1]))),
                            Registries.of(config.registries(), config.ownRegistry(), config.cache())));
        }
    }

    /// Where the engine would look for it, in the namespace in which it lives.
    private static Optional<RegistryDoor> registryDoor(AgentConfig config) throws IOException {
        Optional<PlatformRegistry> named = config.ownRegistry().filter(PlatformRegistry::namedAsLoopback);
        if (named.isEmpty() || config.pullNetwork() == null) {
            return Optional.empty();
        }
        try (Netns engines = Netns.open(config.pullNetwork())) {
            return Optional.of(new RegistryDoor(engines.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), named.get().port())), named.get()));
        }
    }

    /// Of all nodes.
    private static Set<String> imageVolumes(Path nodes) {
        try (Stream<Path> all = Files.list(nodes)) {
            return all.filter(Files::isDirectory).flatMap(node -> new ImageVolumeNotes(node).images().stream()).collect(Collectors.toSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void closed(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    static NetworkConfig networkConfig(AgentConfig config) {
        return new NetworkConfig(config.instance(), config.runDir(), config.home().resolve("network"), config.nodeSubnet(), config.dnsUpstream(),
                config.allowedPorts(), config.loadBalancerRange(), config.machineAddress(), config.machineAddress() == null ? 0 : config.machinesPort(),
                front(config));
    }

    /// The machine that a joined one has joined has what strangers come to. Where it is not found, it leads nobody here until the agent is started anew.
    private static String front(AgentConfig config) {
        if (!config.joined() || config.machineAddress() == null) {
            return null;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(config.controlPlaneHost())) {
                if (address instanceof Inet4Address) {
                    return address.getHostAddress();
                }
            }
        } catch (UnknownHostException unknown) {
            LOG.atDebug().setCause(unknown).log("no address");
        }
        LOG.atWarn().addKeyValue("host", config.controlPlaneHost()).log("no IPv4 address of the machine that this one has joined: it leads no strangers here");
        // An address of documentation, which nobody has: not to be the front oneself.
        return NOBODY;
    }

    /// The engine is started at the same time by the supervisor.
    private static void awaitEngine(DockerEngine engine, IdRange ids) throws InterruptedException {
        while (true) {
            try {
                engine.requireIds(ids);
                return;
            } catch (RuntimeFailure notYet) {
                LOG.atInfo().addKeyValue("error", notYet.getMessage()).log("waiting for the container engine");
                Thread.sleep(ENGINE_RETRY);
            }
        }
    }

    private Optional<String> trouble() {
        return runtimeHealth.trouble().or(machine::trouble)
                .or(() -> tunnel.connected() ? Optional.empty() : Optional.of("tunnel to the control plane is not open"));
    }

    @Override
    public void close() {
        health.close();
        entrances.ifPresent(EntranceNames::close);
        certificates.ifPresent(FrontCertificates::close);
        tunnel.close();
        imageRoom.close();
        machine.close();
        storage.close();
        networks.close();
        relay.ifPresent(ApiRelay::close);
        certificate.close();
        pulls.ifPresent(PullProxy::close);
        registryDoor.ifPresent(RegistryDoor::close);
        runtimeHealth.close();
        runtime.close();
        management.close();
        engine.close();
        LOG.atInfo().log("node agent stopped, containers go on");
    }
}
