package dev.marina.agent.node;

import dev.marina.agent.forward.ApiForwarder;
import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.identity.NodeIdentities.NodeIdentity;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.model.Machine;
import dev.marina.net.service.ServiceEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's conversation with its cluster's API server: registration, heartbeat, watches. A new certificate makes a new client
/// and new watches; pods and their workers do not notice.
final class NodeSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);
    private static final Duration LEASE_INTERVAL = Duration.ofSeconds(10);
    private static final int LEASE_SECONDS = 40;
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(60);
    private static final Duration SYNC_LIMIT = Duration.ofSeconds(30);
    private static final Duration FEED_INTERVAL = Duration.ofMillis(50);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final Machine.AssignedNode node;
    private final NodeRef ref;
    private final AgentServices agent;
    private final Function<Machine.NodeCredentials, ApiForwarder> forward;
    private final Signal servicesChanged = new Signal();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final EventRecorder events;
    private final PodApi api;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile NodeIdentity identity;
    private volatile Instant identitySince;
    private volatile KubernetesClient client;
    private volatile SharedIndexInformer<Service> services;
    private volatile SharedIndexInformer<EndpointSlice> slices;
    private volatile ApiForwarder forwarder;
    private volatile AutoCloseable provisioning;
    private volatile PodSet pods;

    NodeSession(Machine.AssignedNode node, AgentServices agent, NodeIdentity identity, Function<Machine.NodeCredentials, ApiForwarder> forward) {
        this.node = node;
        this.agent = agent;
        this.identity = identity;
        this.forward = forward;
        ref = new NodeRef(node.clusterId(), node.name());
        identitySince = agent.clock().instant();
        client = identity.identity().client();
        events = new EventRecorder(() -> client, node.name(), agent.clock());
        api = new KubernetesPodApi(() -> client, events, this::servicesOf);
    }

    PodApi podApi() {
        return api;
    }

    KubernetesClient client() {
        return client;
    }

    /// Registers the node, and brings its pods and Services here from now on.
    void open(PodSet pods, Consumer<List<ServiceEntry>> feed) {
        this.pods = pods;
        register();
        renewLease();
        registerStorage();
        reportStatus();
        forwarder = forward.apply(identity.credentials());
        watch();
        threads.add(Thread.ofVirtual().name("heartbeat " + ref).start(this::heartbeat));
        threads.add(Thread.ofVirtual().name("services " + ref).start(() -> feedServices(feed)));
        provisioning = agent.storage().provision(ref, () -> client);
        event("Normal", "Starting", "Starting kubelet.");
        event("Normal", "NodeReady", "Node %s status is now: NodeReady".formatted(node.name()));
    }

    private void event(String type, String reason, String message) {
        events.record(new io.fabric8.kubernetes.api.model.ObjectReferenceBuilder().withKind("Node").withName(node.name()).withUid(node.name()).build(),
                type, reason, message);
    }

    private void watch() {
        SharedIndexInformer<Pod> podInformer = client.pods().inAnyNamespace().withField("spec.nodeName", node.name())
                .runnableInformer(0).exceptionHandler((_, failure) -> retry("pods", failure)).addEventHandler(new ResourceEventHandler<Pod>() {
                    @Override
                    public void onAdd(Pod pod) {
                        pods.put(pod);
                    }

                    @Override
                    public void onUpdate(Pod before, Pod pod) {
                        if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
                            pods.vanish(before);
                        }
                        pods.put(pod);
                    }

                    @Override
                    public void onDelete(Pod pod, boolean unknown) {
                        pods.vanish(pod);
                    }
                });
        services = client.services().inAnyNamespace().runnableInformer(0).exceptionHandler((_, failure) -> retry("services", failure))
                .addEventHandler(new Touch<>());
        slices = client.discovery().v1().endpointSlices().inAnyNamespace().runnableInformer(0)
                .exceptionHandler((_, failure) -> retry("endpointslices", failure)).addEventHandler(new Touch<>());
        for (SharedIndexInformer<?> informer : List.of(services, slices, podInformer)) {
            informers.add(informer);
            // Services first: their addresses become variables of containers.
            try {
                informer.start().toCompletableFuture().get(SYNC_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RuntimeFailure("interrupted: watch of node " + ref, interrupted);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException failure) {
                throw new RuntimeFailure("cannot list for node %s: %s".formatted(ref, failure.getCause() == null ? failure : failure.getCause()), failure);
            }
        }
        pods.removeOrphans(agent.runtime().snapshot());
    }

    private boolean retry(String what, Throwable failure) {
        LOG.atDebug().addKeyValue("node", ref).addKeyValue("resource", what).addKeyValue("error", failure.toString()).log("watch to be renewed");
        return closed.getCount() > 0;
    }

    /// Any change of Services or endpoints leads to one new computation of all of them.
    private final class Touch<T> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            servicesChanged.raise();
        }

        @Override
        public void onUpdate(T before, T after) {
            servicesChanged.raise();
        }

        @Override
        public void onDelete(T deleted, boolean unknown) {
            servicesChanged.raise();
        }
    }

    private List<Service> servicesOf(String namespace) {
        SharedIndexInformer<Service> informer = services;
        return informer == null ? List.of() : informer.getStore().list().stream()
                .filter(service -> namespace.equals(service.getMetadata().getNamespace())).toList();
    }

    private void feedServices(Consumer<List<ServiceEntry>> feed) {
        try {
            while (closed.getCount() > 0) {
                servicesChanged.await(STATUS_INTERVAL);
                closed.await(FEED_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    feed.accept(ServiceFeed.of(services.getStore().list(), slices.getStore().list(), node.name()));
                } catch (RuntimeException failure) {
                    LOG.atWarn().addKeyValue("node", ref).addKeyValue("error", failure.toString()).log("services not brought to the node");
                    closed.await(1, TimeUnit.SECONDS);
                    servicesChanged.raise();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void register() {
        Node wanted = NodeObject.of(node, agent.machine());
        Node present = client.nodes().withName(node.name()).get();
        if (present == null) {
            client.nodes().resource(wanted).create();
            LOG.atInfo().addKeyValue("node", ref).log("node registered");
        } else if (!present.getMetadata().getLabels().entrySet().containsAll(wanted.getMetadata().getLabels().entrySet())) {
            client.nodes().withName(node.name()).patch(MERGE, client.getKubernetesSerialization().asJson(
                    java.util.Map.of("metadata", java.util.Map.of("labels", wanted.getMetadata().getLabels(), "annotations", wanted.getMetadata().getAnnotations()))));
        }
    }

    private void registerStorage() {
        CSINode wanted = new CSINodeBuilder().withNewMetadata().withName(node.name()).endMetadata().withNewSpec()
                .addNewDriver().withName("csi.marina.dev").withNodeID(agent.machine()).withTopologyKeys(NodeObject.TOPOLOGY_KEY).endDriver().endSpec().build();
        try {
            if (client.storage().v1().csiNodes().withName(node.name()).get() == null) {
                client.storage().v1().csiNodes().resource(wanted).create();
            }
        } catch (KubernetesClientException failure) {
            LOG.atWarn().addKeyValue("node", ref).addKeyValue("error", failure.getMessage()).log("CSINode not written");
        }
    }

    private void reportStatus() {
        Node present = client.nodes().withName(node.name()).get();
        if (present == null) {
            register();
            present = client.nodes().withName(node.name()).get();
        }
        var before = Optional.ofNullable(present.getStatus()).map(NodeStatus::getConditions).orElse(List.of());
        NodeStatus status = NodeObject.status(node, before, notReady(), agent.facts(), agent.clock().instant());
        client.nodes().withName(node.name()).subresource("status").patch(MERGE,
                client.getKubernetesSerialization().asJson(java.util.Map.of("status", status)));
    }

    private Optional<String> notReady() {
        try {
            agent.runtime().snapshot("none");
            return Optional.empty();
        } catch (RuntimeFailure failure) {
            return Optional.of("container runtime is down: " + failure.getMessage());
        }
    }

    private void heartbeat() {
        Instant lastStatus = agent.clock().instant();
        Optional<String> told = Optional.empty();
        try {
            while (!closed.await(LEASE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    renewLease();
                    Optional<String> notReady = notReady();
                    if (notReady.isPresent() != told.isPresent() || agent.clock().instant().isAfter(lastStatus.plus(STATUS_INTERVAL))) {
                        reportStatus();
                        told = notReady;
                        lastStatus = agent.clock().instant();
                    }
                } catch (RuntimeException failure) {
                    LOG.atWarn().addKeyValue("node", ref).addKeyValue("error", ApiFailures.words(failure)).log("heartbeat not sent");
                    if (failure instanceof KubernetesClientException refused && refused.getCode() == 401) {
                        identitySince = Instant.EPOCH;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void renewLease() {
        String now = MICROS.format(ZonedDateTime.ofInstant(agent.clock().instant(), ZoneOffset.UTC));
        var leases = client.leases().inNamespace("kube-node-lease");
        try {
            leases.withName(node.name()).patch(MERGE, "{\"spec\":{\"renewTime\":\"%s\"}}".formatted(now));
        } catch (KubernetesClientException missing) {
            if (missing.getCode() != 404) {
                throw missing;
            }
            Lease lease = new LeaseBuilder().withNewMetadata().withName(node.name()).withNamespace("kube-node-lease").endMetadata()
                    .withNewSpec().withHolderIdentity(node.name()).withLeaseDurationSeconds(LEASE_SECONDS)
                    .withRenewTime(ZonedDateTime.ofInstant(agent.clock().instant(), ZoneOffset.UTC)).endSpec().build();
            leases.resource(lease).create();
        }
    }

    /// After two thirds of the certificate's life, and when the server does not know it any more.
    void renewWhenDue() {
        Instant expires = identity.identity().expires();
        Duration life = Duration.between(identitySince, expires);
        if (agent.clock().instant().isBefore(identitySince.plus(life.multipliedBy(2).dividedBy(3)))) {
            return;
        }
        NodeIdentity fresh = agent.identities().request(ref);
        KubernetesClient old = client;
        List<SharedIndexInformer<?>> before = List.copyOf(informers);
        boolean moved = !Objects.equals(fresh.credentials().proxyAddress(), identity.credentials().proxyAddress())
                || fresh.credentials().proxyPort() != identity.credentials().proxyPort();
        identity = fresh;
        identitySince = agent.clock().instant();
        client = fresh.identity().client();
        before.forEach(SharedIndexInformer::stop);
        informers.clear();
        watch();
        old.close();
        if (moved) {
            forwarder.close();
            forwarder = forward.apply(fresh.credentials());
        }
        LOG.atInfo().addKeyValue("node", ref).log("node identity renewed");
    }

    /// As far as the cluster still answers.
    void deregister() {
        for (Runnable step : List.<Runnable>of(() -> client.nodes().withName(node.name()).delete(),
                () -> client.leases().inNamespace("kube-node-lease").withName(node.name()).delete(),
                () -> client.storage().v1().csiNodes().withName(node.name()).delete())) {
            try {
                step.run();
            } catch (RuntimeException failure) {
                LOG.atDebug().addKeyValue("node", ref).addKeyValue("error", failure.getMessage()).log("node not taken out of its cluster");
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        events.close();
        threads.forEach(Thread::interrupt);
        informers.forEach(SharedIndexInformer::stop);
        if (forwarder != null) {
            forwarder.close();
        }
        if (provisioning != null) {
            try {
                provisioning.close();
            } catch (Exception failure) {
                LOG.atDebug().setCause(failure).log("provisioning not closed");
            }
        }
        client.close();
    }
}
