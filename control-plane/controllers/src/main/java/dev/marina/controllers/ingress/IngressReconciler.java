package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.GroupResource;
import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.CertificateAsker;
import dev.marina.model.Entrance;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps the entrance of each cluster that has Ingresses of its class, and nothing where there are none. A key is a cluster's entrance.
public final class IngressReconciler implements Reconciler {

    /// A Secret takes a mebibyte, of text that is a third longer than its bytes.
    private static final int MOST_BYTES = 720 << 10;
    /// Between two configurations: what changes meanwhile comes together.
    private static final Duration PACE = Duration.ofSeconds(1);

    private final String machine;

    /// @param machine the address from which the platform's front comes to nodes
    IngressReconciler(String machine) {
        this.machine = machine;
    }

    /// @param nodeSubnet addresses of nodes, of which the machine has the last but one
    public static Controller controller(String nodeSubnet) {
        return Controller.named("ingress").source(new Entrances()).workers(2).with(new IngressReconciler(machine(nodeSubnet)));
    }

    /// Who may ask for certificates for names that the entrance answers under.
    public static List<CertificateAsker<?>> certificateAskers() {
        return List.of(new AskingIngresses(), new AskingGateways(), new AskingProxies());
    }

    static String machine(String nodeSubnet) {
        IpPrefix subnet = IpPrefix.require(nodeSubnet);
        return new IpAddress(subnet.first().number().add(subnet.size()).subtract(java.math.BigInteger.TWO), subnet.address().six()).toString();
    }

    /// One key for each cluster that has an Ingress or an entrance. Looks at what changed before it looks for them.
    private static final class Entrances implements Source {
        private static final Set<GroupResource> ROUTES = Set.of(Types.INGRESSES.groupResource(), Types.INGRESS_CLASSES.groupResource(),
                Types.SERVICES.groupResource(), Types.ENDPOINT_SLICES.groupResource(), Types.SECRETS.groupResource());
        /// Whatever of these changes, there may be an entrance to make or to end.
        private static final Set<GroupResource> ASKING = Stream
                .of(GatewayTypes.ALL, ProxyTypes.ALL, Set.of(Types.INGRESSES.groupResource())).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return concerned(snapshot) ? Stream.of(key(snapshot)) : Stream.empty();
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            GroupResource changed = event.key().resource();
            boolean concerns = ROUTES.contains(changed) || ASKING.contains(changed) || labels(event, changed) || ofEntrance(event, changed)
                    || event.key().resource().equals(dev.marina.api.Tombstone.RESOURCE) && event.key().name().contains("ingressclasses");
            concerns |= event.key().equals(GatewayTypes.definition(snapshot.cluster()));
            return concerns && (ASKING.contains(changed) || concerned(snapshot)) ? Stream.of(key(snapshot)) : Stream.empty();
        }

        /// By which listeners choose whose routes may attach.
        private static boolean labels(StoreEvent event, GroupResource changed) {
            return changed.equals(Types.NAMESPACES.groupResource())
                    && !event.previous().map(before -> before.fields().labels()).equals(event.current().map(now -> now.fields().labels()));
        }

        private static boolean ofEntrance(StoreEvent event, GroupResource changed) {
            boolean deployment = changed.equals(Types.DEPLOYMENTS.groupResource()) && event.key().namespace().equals(Entrance.NAMESPACE)
                    && event.key().name().equals(Entrance.NAME);
            return deployment || changed.equals(Types.PODS.groupResource()) && Stream.of(event.previous(), event.current()).flatMap(Optional::stream)
                    .anyMatch(Entrances::labelled);
        }

        private static boolean labelled(Stored stored) {
            return stored.key().namespace().equals(Entrance.NAMESPACE) && Entrance.NAME.equals(stored.fields().labels().get(Entrance.LABEL));
        }

        private static boolean concerned(Snapshot snapshot) {
            return there(snapshot, Types.INGRESSES.groupResource()) || there(snapshot, ProxyTypes.PROXIES.groupResource())
                    || there(snapshot, GatewayTypes.GATEWAYS.groupResource())
                    || there(snapshot, GatewayTypes.CLASSES.groupResource()) || snapshot.stored(GatewayTypes.definition(snapshot.cluster())).isPresent()
                    || snapshot.stored(Types.SECRETS.key(snapshot.cluster(), Entrance.NAMESPACE, Entrance.NAME)).isPresent();
        }

        private static boolean there(Snapshot snapshot, GroupResource resource) {
            try (Stream<Stored> any = snapshot.image().list(resource, "")) {
                return any.findAny().isPresent();
            }
        }

        private static ClusterKey key(Snapshot snapshot) {
            return new ClusterKey(snapshot.cluster(), Entrance.NAMESPACE, Entrance.NAME);
        }

        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("Deployment", key.namespace(), key.name());
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        IngressWorld world = IngressWorld.of(turn.snapshot());
        GatewayWorld gatewayWorld = GatewayWorld.of(turn.snapshot());
        GatewayStanding gatewayStanding = new GatewayStanding(turn, gatewayWorld);
        ProxyWorld proxyWorld = ProxyWorld.of(turn.snapshot());
        gatewayStanding.keepClasses();
        if (world.ingresses().isEmpty() && gatewayWorld.gateways().isEmpty() && proxyWorld.proxies().isEmpty()) {
            close(turn);
            gatewayStanding.keep(GatewayPlan.NONE);
            return Outcome.SETTLED;
        }
        HostClaims claims = HostClaims.of(world.ingresses(), proxyWorld.proxies());
        int most = world.ingresses().size();
        int mostRoutes = gatewayWorld.routes().size();
        int mostProxies = proxyWorld.proxies().size();
        IngressPlan plan = IngressPlan.of(world, claims, most);
        GatewayPlan gateways = GatewayPlan.of(world, gatewayWorld, mostRoutes);
        ProxyPlan proxies = ProxyPlan.of(world, proxyWorld, claims, mostProxies);
        TreeMap<String, byte[]> files = files(plan, gateways, proxies);
        while (bytes(files) > MOST_BYTES && most + mostRoutes + mostProxies > 0) {
            most = most * 3 / 4;
            mostRoutes = mostRoutes * 3 / 4;
            mostProxies = mostProxies * 3 / 4;
            plan = IngressPlan.of(world, claims, most);
            gateways = GatewayPlan.of(world, gatewayWorld, mostRoutes);
            proxies = ProxyPlan.of(world, proxyWorld, claims, mostProxies);
            files = files(plan, gateways, proxies);
        }
        Optional<Duration> early = configure(turn, plan, files);
        if (early.isPresent()) {
            return Outcome.recheckAfter(early.get());
        }
        ensure(turn);
        List<String> addresses = addresses(turn.snapshot());
        report(turn, world, addresses);
        ProxyReports.of(proxies, addresses, turn.now())
                .forEach((proxy, status) -> turn.writes().merge(proxy.type(), proxy.resource(), "status", patch -> patch.set("status", status)));
        gatewayStanding.keep(gateways);
        return Outcome.SETTLED;
    }

    private TreeMap<String, byte[]> files(IngressPlan plan, GatewayPlan gateways, ProxyPlan proxies) {
        TreeMap<String, byte[]> files = new TreeMap<>(plan.files());
        files.putAll(gateways.files());
        files.putAll(proxies.files());
        files.put("nginx.conf", NginxText.of(plan, gateways, proxies, machine).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static int bytes(Map<String, byte[]> files) {
        return files.values().stream().mapToInt(content -> content.length).sum();
    }

    private static String generation(TreeMap<String, byte[]> files) {
        return Certificates.hash(files.entrySet().stream().map(file -> file.getKey() + Arrays.hashCode(file.getValue()) + ":"
                + new String(file.getValue(), StandardCharsets.ISO_8859_1)).collect(Collectors.joining("\n")));
    }

    /// Writes the configuration if it has changed; answers how long it has to wait for that.
    private static Optional<Duration> configure(Turn turn, IngressPlan plan, TreeMap<String, byte[]> files) {
        String generation = generation(files);
        Optional<Secret> present = turn.snapshot().find(Types.SECRETS, Entrance.NAMESPACE, Entrance.NAME);
        Map<String, String> noted = present.map(secret -> secret.getMetadata().getAnnotations()).orElse(null);
        Set<String> told = new TreeSet<>(List.of((noted == null ? "" : noted.getOrDefault(EntranceObjects.TOLD, "")).split(",")));
        Set<String> found = plan.findings().stream().map(Finding::key).limit(1_000).collect(Collectors.toCollection(TreeSet::new));
        Secret wanted = EntranceObjects.secret(files, generation);
        boolean same = present.isPresent() && wanted.getData().equals(present.get().getData());
        if (!same || !told.equals(found.isEmpty() ? Set.of("") : found)) {
            Optional<Duration> early = same ? Optional.empty() : early(noted, turn.realNow());
            if (early.isPresent()) {
                return early;
            }
            Secret written = new SecretBuilder(wanted).editMetadata().addToAnnotations(EntranceObjects.GENERATION, generation)
                    .addToAnnotations(EntranceObjects.TOLD, String.join(",", found)).addToAnnotations(EntranceObjects.WRITTEN, turn.realNow().toString())
                    .endMetadata().build();
            write(turn, Types.SECRETS, present, present.map(before -> new SecretBuilder(written).editMetadata()
                    .withResourceVersion(before.getMetadata().getResourceVersion()).endMetadata().build()).orElse(written));
            plan.findings().stream().filter(finding -> !told.contains(finding.key()))
                    .forEach(finding -> turn.event(finding.ingress(), Severity.Warning, finding.reason(), finding.message()));
        }
        pods(turn.snapshot()).stream()
                .filter(pod -> pod.getMetadata().getAnnotations() == null
                        || !generation.equals(pod.getMetadata().getAnnotations().get(EntranceObjects.GENERATION)))
                .forEach(pod -> turn.writes().merge(Types.PODS, pod, "",
                        patch -> patch.putObject("metadata").putObject("annotations").put(EntranceObjects.GENERATION, generation)));
        return Optional.empty();
    }

    private static Optional<Duration> early(Map<String, String> noted, Instant now) {
        try {
            Instant written = noted == null ? Instant.MIN : Instant.parse(noted.getOrDefault(EntranceObjects.WRITTEN, ""));
            Duration since = Duration.between(written, now);
            return since.isNegative() || since.compareTo(PACE) >= 0 ? Optional.empty() : Optional.of(PACE.minus(since));
        } catch (RuntimeException _) {
            // Somebody else's text, or the first time.
            return Optional.empty();
        }
    }

    private static <T extends HasMetadata> void write(Turn turn, ResourceType<T> type, Optional<T> present, T wanted) {
        if (present.isEmpty()) {
            turn.writes().create(type, wanted);
        } else {
            turn.writes().update(type, wanted);
        }
    }

    private static void ensure(Turn turn) {
        if (turn.snapshot().find(Types.SERVICES, Entrance.NAMESPACE, Entrance.NAME).isEmpty()) {
            turn.writes().create(Types.SERVICES, EntranceObjects.service());
        }
        var deployment = turn.snapshot().find(Types.DEPLOYMENTS, Entrance.NAMESPACE, Entrance.NAME);
        if (deployment.isEmpty()) {
            turn.writes().create(Types.DEPLOYMENTS, EntranceObjects.deployment());
        } else if (!EntranceObjects.current(deployment.get())) {
            turn.writes().merge(Types.DEPLOYMENTS, deployment.get(), "", patch -> {
                ObjectNode spec = turn.writes().decoder().write(EntranceObjects.deployment()).root().withObject("/spec");
                patch.putObject("spec").set("template", spec.get("template"));
            });
        }
    }

    private static List<Pod> pods(Snapshot snapshot) {
        return snapshot.list(Types.PODS, Entrance.NAMESPACE).stream()
                .filter(pod -> pod.getMetadata().getLabels() != null && Entrance.NAME.equals(pod.getMetadata().getLabels().get(Entrance.LABEL))
                        && !PodState.terminating(pod))
                .toList();
    }

    /// Where people come in: the addresses of the nodes whose entrance is ready.
    private static List<String> addresses(Snapshot snapshot) {
        return pods(snapshot).stream().filter(PodState::ready).map(PodState::nodeName).distinct()
                .flatMap(name -> snapshot.find(Types.NODES, "", name).stream())
                .flatMap(node -> node.getStatus() == null ? Stream.empty() : node.getStatus().getAddresses().stream())
                .filter(address -> "InternalIP".equals(address.getType())).map(NodeAddress::getAddress).distinct().sorted().toList();
    }

    private static void report(Turn turn, IngressWorld world, List<String> addresses) {
        world.ingresses().stream().filter(ingress -> !addresses.equals(told(ingress)))
                .forEach(ingress -> turn.writes().merge(Types.INGRESSES, ingress, "status",
                        patch -> {
                            ArrayNode points = patch.putObject("status").putObject("loadBalancer").putArray("ingress");
                            addresses.forEach(address -> points.addObject().put("ip", address));
                        }));
    }

    private static List<String> told(Ingress ingress) {
        return ingress.getStatus() == null || ingress.getStatus().getLoadBalancer() == null
                || ingress.getStatus().getLoadBalancer().getIngress() == null
                        ? List.of()
                        : ingress.getStatus().getLoadBalancer().getIngress().stream().map(IngressLoadBalancerIngress::getIp).map(String::valueOf).toList();
    }

    /// Nothing runs for a cluster without Ingresses.
    private static void close(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        snapshot.find(Types.DEPLOYMENTS, Entrance.NAMESPACE, Entrance.NAME).filter(IngressReconciler::made)
                .ifPresent(object -> turn.writes().delete(Types.DEPLOYMENTS, object, "Background"));
        snapshot.find(Types.SERVICES, Entrance.NAMESPACE, Entrance.NAME).filter(IngressReconciler::made)
                .ifPresent(object -> turn.writes().delete(Types.SERVICES, object));
        snapshot.find(Types.SECRETS, Entrance.NAMESPACE, Entrance.NAME).filter(IngressReconciler::made)
                .ifPresent(object -> turn.writes().delete(Types.SECRETS, object));
    }

    private static boolean made(HasMetadata object) {
        return object.getMetadata().getLabels() != null && "marina".equals(object.getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
    }
}
