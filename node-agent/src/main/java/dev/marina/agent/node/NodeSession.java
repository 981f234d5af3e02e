package dev.marina.agent.node;

import dev.marina.agent.cgroup.GroupUse;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.forward.ApiForwarder;
import dev.marina.agent.driver.NodeDrivers;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.figures.PodUses;
import dev.marina.agent.identity.NodeIdentities.NodeIdentity;
import dev.marina.agent.identity.RenewableIdentity;
import dev.marina.agent.pod.NodeStanding;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.agent.volume.HostFiles;
import dev.marina.agent.volume.ImageVolumeNotes;
import dev.marina.model.Machine;
import dev.marina.net.NodeNetwork;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's conversation with its cluster's API server, opened step by step and closed: who the node is ([RenewableIdentity]), its
/// objects ([Registration]), its [Heartbeat], its watches ([PodWatch], [ClusterWatches]). None of them is made again when the
/// certificate is renewed.
final class NodeSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

    private static final String NO_NETWORK = "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
            + "message:Network plugin returns error: cni plugin not initialized";

    private final Machine.AssignedNode node;
    private final NodeDuties duties;
    private final NodeRef ref;
    private final AgentServices agent;
    private final Function<Machine.NodeCredentials, ApiForwarder> forward;
    private final Runnable wake;
    private final RenewableIdentity identity;
    private final EventRecorder events;
    private final PodApi api;
    private final Registration registration;
    private final NodeDrivers drivers;
    private final Heartbeat heartbeat;
    private final ClusterWatches watches;
    private volatile Machine.NodeCredentials credentials;
    private volatile ApiForwarder forwarder;
    private volatile PodWatch podWatch;
    /// Only the node's own thread uses it, and the next.
    private boolean joined;
    private boolean registered;
    private final ServiceDelivery services;
    private final PolicyDelivery policies;
    private final ComponentDelivery components;
    private final CorefileDelivery corefile;
    private volatile AutoCloseable provisioning;
    private volatile PressureWatch pressure;

    /// @param duties what of all this is done
    /// @param trouble of this node's runtime beside what the machine has; must not block
    /// @param forward opens the forwarder of the `kubernetes` Service inside the node
    /// @param network of the node, to which Services and policies are brought
    /// @param wake [#advance] or [#renewWhenDue] is to be called soon
    NodeSession(Machine.AssignedNode node, NodeDuties duties, AgentServices agent, Supplier<Optional<String>> trouble, NodeIdentity identity,
            Function<Machine.NodeCredentials, ApiForwarder> forward, Supplier<NodeNetwork> network, Runnable wake) {
        this.wake = wake;
        this.duties = duties;
        Clock clock = duties.skew().isZero() ? agent.clock() : Clock.offset(agent.clock(), duties.skew());
        this.node = node;
        this.agent = agent;
        this.forward = forward;
        this.identity = new RenewableIdentity(identity.identity(), agent.clock().instant());
        credentials = identity.credentials();
        ref = new NodeRef(node.clusterId(), node.name());
        watches = agent.watches().of(node.clusterId());
        events = new EventRecorder(this.identity::client, node.name(), clock);
        api = new KubernetesPodApi(this.identity::client, events, watches::services, node.tenant() + "/" + node.cluster());
        services = new ServiceDelivery(ref, watches, network, agent.watches().pace(node.tenant()));
        policies = new PolicyDelivery(ref, watches::policies, network, events, agent.watches().pace(node.tenant()));
        components = new ComponentDelivery(ref, watches, network, agent.watches().pace(node.tenant()), this::switched);
        corefile = new CorefileDelivery(ref, watches, network, events, agent.watches().pace(node.tenant()));
        registration = new Registration(node, agent.machine(), this.identity.client());
        Path directory = agent.nodes().resolve(ref.id());
        NodeImages images = new NodeImages(() -> agent.runtime().snapshotOf(ref).containers(), new ImageVolumeNotes(directory)::named,
                agent::imageStore);
        drivers = NodeDrivers.of(ref, directory, HostFiles.of(directory, agent.ids(), node.name(), node.address()), this.identity::client, api,
                agent.facts().bootId(), this::switched, clock);
        heartbeat = new Heartbeat(node, this.identity.client(), registration, facts(), this::figures, this::pressures,
                () -> network.get().switchedOff(), () -> duties.network() ? network.get().backend() : network.get().backend().stopped(), images,
                drivers.volumes()::inUse,
                () -> trouble.get().or(() -> duties.network() ? Optional.empty() : Optional.of(NO_NETWORK)).or(agent.runtimeHealth()::trouble),
                this::refused, clock,
                Heartbeat.INTERVAL);
    }

    private NodeFigures figures() {
        Disks.Space disk = agent.disks().space(agent.nodes().resolve(ref.id()));
        long memory = NodeSize.of(node).memoryBytes();
        GroupUse use = agent.cgroups().use(ref.id(), memory);
        return new NodeFigures(memory, use.memoryBytes(), disk.bytes(), disk.free(), disk.inodes(), disk.freeInodes(), use.mostProcesses(), use.processes());
    }

    /// Nothing is said before it has been looked at.
    private Set<Pressure> pressures() {
        PressureWatch looking = pressure;
        return looking == null ? Set.of() : looking.present();
    }

    NodeStanding standing() {
        return new SessionStanding(new OwnNode(node.name(), identity::client, agent.clock()), this::pressures);
    }

    /// Something of the node rests now or works again. Does not block.
    void switched() {
        heartbeat.soon();
    }

    private void refused() {
        identity.refused(agent.clock().instant());
        if (identity.renewalDue(agent.clock().instant())) {
            wake.run();
        }
    }

    private MachineFacts facts() {
        return agent.engine().version().map(runtime -> agent.facts().with(runtime, agent.runtime().mapsIds())).orElse(agent.facts());
    }

    PodApi podApi() {
        return api;
    }

    /// Of drivers that run on the node as pods.
    DriverVolumes driverVolumes() {
        return drivers.volumes();
    }

    /// Begins to follow the node's pods and the cluster's Services, each waiting for nothing else; then what the cluster is told of the
    /// node. A step that fails throws, and those before it stand: called again, it goes on from there.
    ///
    /// @param uses of the node's pods
    /// @param pods none where the session does not look after pods
    /// @return whether all is done; when not, `wake` tells when to call again
    boolean advance(PodSet pods, PodUses uses) {
        if (!joined) {
            joined = true;
            if (duties.pods()) {
                podWatch = new PodWatch(ref, identity.client(), pods, wake).start();
            }
            if (duties.network()) {
                services.start();
                policies.start();
                components.start();
                corefile.start();
            }
            watches.join(ref, identity.client(), services, policies, components::changed, corefile::changed);
        }
        if (duties.pods() && !registered) {
            registration.register();
            registration.registerStorage();
            heartbeat.beat();
            heartbeat.start();
            registered = true;
        }
        if (forwarder == null) {
            forwarder = forward.apply(credentials);
        }
        if (!duties.pods()) {
            return true;
        }
        if (!pods.isComplete()) {
            return false;
        }
        if (provisioning == null) {
            pods.removeOrphans(agent.runtime().snapshot());
            pressure = new PressureWatch(ref.toString(), this::figures, pods, uses, this::reclaiming, agent.eviction(), agent.clock()).start();
            drivers.start();
            provisioning = agent.storage().provision(ref, identity::client);
            event("Normal", "Starting", "Starting kubelet.");
            event("Normal", "NodeReady", "Node %s status is now: NodeReady".formatted(node.name()));
        }
        return true;
    }

    private void reclaiming(String resource) {
        event("Warning", "EvictionThresholdMet", "Attempting to reclaim " + resource);
    }

    private void event(String type, String reason, String message) {
        events.record(new ObjectReferenceBuilder().withKind("Node").withName(node.name()).withUid(node.name()).build(), type, reason, message);
    }

    /// The node's network was made anew, and nobody listens in it yet.
    void networkLost() {
        reopenForwarder();
        services.listed();
        policies.policiesListed();
        components.changed();
        corefile.changed();
    }

    /// Where it cannot be opened now, the next [#advance] does it.
    private void reopenForwarder() {
        close(forwarder);
        forwarder = null;
        forwarder = forward.apply(credentials);
    }

    void renewWhenDue() {
        if (!identity.renewalDue(agent.clock().instant())) {
            return;
        }
        NodeIdentity fresh = agent.identities().request(ref);
        identity.renew(fresh.identity(), agent.clock().instant());
        Machine.NodeCredentials before = credentials;
        credentials = fresh.credentials();
        if (!Objects.equals(credentials.proxyAddress(), before.proxyAddress()) || credentials.proxyPort() != before.proxyPort()) {
            reopenForwarder();
        }
        LOG.atInfo().addKeyValue("node", ref).log("node identity renewed");
    }

    /// As far as the cluster still answers.
    void deregister() {
        heartbeat.end();
        registration.deregister();
    }

    @Override
    public void close() {
        heartbeat.close();
        events.close();
        watches.leave(ref);
        close(pressure);
        close(podWatch);
        close(services);
        close(policies);
        close(components);
        close(corefile);
        close(forwarder);
        close(provisioning);
        close(drivers);
        identity.close();
    }

    private void close(AutoCloseable part) {
        if (part == null) {
            return;
        }
        try {
            part.close();
        } catch (Exception failure) {
            LOG.atWarn().addKeyValue("node", ref).setCause(failure).log("part of the node's session not closed");
        }
    }
}
