package dev.marina.controlplane;

import dev.marina.api.ClusterClient;
import dev.marina.api.net.FreePorts;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.ApiServerConfig;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.machine.JoinPlace;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.controllers.BuiltinControllers;
import dev.marina.controllers.ControllerContext;
import dev.marina.controllers.Waiting;
import dev.marina.controllers.backup.BackupControllers;
import dev.marina.controllers.build.BuildPlace;
import dev.marina.controllers.build.BuildReconciler;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.GateControl;
import dev.marina.controllers.release.ReleaseReconciler;
import dev.marina.controlplane.autoscaling.AutoscaleReconciler;
import dev.marina.controlplane.plan.ClusterPlanner;
import dev.marina.controlplane.plan.WorldComparer;
import dev.marina.controlplane.scheduling.CelDeviceSelectors;
import dev.marina.controlplane.scheduling.GuardedExtenderCalls;
import dev.marina.labs.asking.ApiAsking;
import dev.marina.labs.asking.ClusterAccess;
import dev.marina.labs.content.ExamCatalogue;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.exam.ExamRunReconciler;
import dev.marina.labs.fetch.LabFetchReconciler;
import dev.marina.labs.run.LabAccount;
import dev.marina.labs.run.LabRunReconciler;
import dev.marina.labs.serving.ServedLabs;
import dev.marina.labs.source.ClusterLabs;
import dev.marina.scheduler.Outside;
import dev.marina.scheduler.Scheduler;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreConfig;
import dev.marina.store.StoreException;
import dev.marina.store.Stores;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All parts of the control plane in one JVM, wired by hand: store, API server, controllers, scheduler.
public final class ControlPlane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /// People wait while nobody serves. An etcd that elects another leader takes a second or two.
    private static final Duration LEASE_OF_SEVERAL = Duration.ofSeconds(3);
    private static final Duration MARGIN_OF_SEVERAL = Duration.ofMillis(500);

    /// What was started, last first.
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final ClusterStore store;
    private final ApiServer server;
    private final ClusterRecord management;
    private volatile Optional<BuiltinControllers> controllers = Optional.empty();
    private volatile Optional<Scheduler> scheduler = Optional.empty();
    private final boolean several;
    private volatile boolean ready;

    private ControlPlane(ControlPlaneConfig config) throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        several = config.standby().isPresent();
        // The port for other control-plane processes need not stay the same: the store tells them.
        int forwardPort = FreePorts.one();
        store = opened(Stores.open(storeConfig(config, forwardPort),
                config.storage().backend(), clock, config.storage().sealing(), Optional.of(config.home().resolve("data/control-plane/history"))));
        server = opened(ApiServer.create(apiConfig(config, forwardPort), store, clock));
        opened(new InternalEndpoint(config.internalPort(), this::wrong, this::leads, this::metrics));
        management = awaitManagement();
        ControllerContext context = ControllerContext.of(store, server.client(), server.reads(), server.provisioning(), config.nodeSubnet(),
                server.aggregation()::failure, server.aggregation()::empty, server.typeChecks()::warnings,
                server.standingFlows()).withApplications(config.applications()).withCertificates(config.certificates());
        context = config.loadBalancerRange().map(context::balancing).orElse(context);
        LabCatalogue labs = labs(config);
        ExamCatalogue exams = exams(config, labs);
        ClusterLabs inClusters = new ClusterLabs(labs, new OpenedInClusters(store, server.openedLabs()));
        server.teach(new ServedLabs(inClusters, exams, store));
        List<Controller> further = new ArrayList<>(BackupControllers.list(store, server.backups()));
        further.add(AutoscaleReconciler.controller(store));
        ApiAsking asking = new ApiAsking(server.requests(), store, server.agents());
        ClusterAccess access = new ClusterAccess(server.views(), server.authorizer());
        further.add(LabRunReconciler.controller(inClusters, store, server.reads(), asking, access, this::acting));
        further.add(LabFetchReconciler.controller(asking));
        further.add(ReleaseReconciler.controller(server.reads(), new ReleaseRequests(server, store, asking, config.builds())));
        further.add(ExamRunReconciler.controller(exams, store, server.reads(), asking, access));
        config.builds().ifPresent(place -> further.add(BuildReconciler.controller(store, place)));
        controllers = Optional.of(opened(BuiltinControllers.start(context, further)));
        scheduler = Optional.of(opened(Scheduler.start(context, new Outside(new CelDeviceSelectors(), new GuardedExtenderCalls(server.calls(), store::find)))));
        server.steer(new GateControl(context.gate()));
        server.explain(List.of(new Waiting(context), scheduler.get().reasons()));
        server.plan(new ClusterPlanner(server, store, clock, config.nodeSubnet(), config.applications(), PlanBounds.STANDARD));
        server.compare(new WorldComparer(server, store, clock, config.nodeSubnet(), config.applications(), PlanBounds.OF_A_WORLD));
        server.listen();
        ready = true;
    }

    /// Returns when everything answers.
    public static ControlPlane start(ControlPlaneConfig config) throws IOException, InterruptedException {
        log.atInfo().addKeyValue("config", config).log("control plane starts");
        return new ControlPlane(config);
    }

    private static StoreConfig storeConfig(ControlPlaneConfig config, int forwardPort) {
        StoreConfig alone = StoreConfig.defaults(config.processId(), "127.0.0.1:" + forwardPort).withIdle(config.sleepAfter());
        return config.standby().isEmpty() ? alone : alone.withShardsTogether().withLease(LEASE_OF_SEVERAL, MARGIN_OF_SEVERAL);
    }

    /// A bad lab is told and left out.
    private static LabCatalogue labs(ControlPlaneConfig config) {
        LabCatalogue labs = config.labs().map(LabCatalogue::load).orElse(LabCatalogue.EMPTY);
        labs.problems().forEach(problem -> log.atWarn().addKeyValue("problem", problem).log("a lab is not right"));
        log.atInfo().addKeyValue("labs", labs.labs().size()).log("labs are read");
        return labs;
    }

    private static ExamCatalogue exams(ControlPlaneConfig config, LabCatalogue labs) {
        ExamCatalogue exams = config.labs().map(directory -> ExamCatalogue.load(directory, labs)).orElse(ExamCatalogue.EMPTY);
        exams.problems().forEach(problem -> log.atWarn().addKeyValue("problem", problem).log("an exam is not right"));
        return exams;
    }

    /// With nothing but what bindings of the cluster give to it.
    private ClusterClient acting(LabAccount account) {
        return server.clientOf(Identity.authenticated(account.user(), "", account.groups(), Map.of(), Identity.Proof.CERTIFICATE));
    }

    private String metrics() {
        return server.metrics() + controllers.map(BuiltinControllers::metrics).orElse("") + scheduler.map(Scheduler::metrics).orElse("");
    }

    static ApiServerConfig apiConfig(ControlPlaneConfig config, int forwardPort) {
        return new ApiServerConfig(config.publicHost(), config.apiBind(), config.apiPort(), config.agentPort(), config.proxyPort(), forwardPort,
                config.home().resolve("pki"), config.home().resolve("data/control-plane/audit"),
                config.oidcIssuer(), config.oidcJwksUrl(), config.oidcAudience(), REQUEST_TIMEOUT,
                config.agentAddress().map(address -> new JoinPlace(address, config.nodeSubnet(), config.builds().map(BuildPlace::registry))),
                config.standby());
    }

    /// A store that has just been opened may still wait for a former owner's lease to run out. Of several processes one that finds another at work goes on
    /// without it: everything is started then, and has no clusters yet.
    private ClusterRecord awaitManagement() throws IOException, InterruptedException {
        while (true) {
            try {
                return server.prepareManagement();
            } catch (StoreException.NotOwner | StoreException.Unavailable e) {
                Optional<ClusterRecord> others = several && e instanceof StoreException.NotOwner elsewhere && !elsewhere.owner.isEmpty()
                        ? made()
                        : Optional.empty();
                if (others.isPresent()) {
                    log.atInfo().addKeyValue("reason", e.getMessage()).log("control plane stands by");
                    Thread preparing = Thread.ofVirtual().name("management").start(this::prepareOnceItIsOurs);
                    opened(preparing::interrupt);
                    return others.get();
                }
                log.atDebug().addKeyValue("reason", e.getMessage()).log("store is not ready yet");
                Thread.sleep(BETWEEN_ATTEMPTS);
            }
        }
    }

    private Optional<ClusterRecord> made() {
        try {
            return store.find(ApiServer.MANAGEMENT_TENANT, ApiServer.MANAGEMENT_CLUSTER);
        } catch (StoreException.Unavailable _) {
            return Optional.empty();
        }
    }

    /// What a later version adds to the management cluster, or another name of the installation changes, whoever of several has it first.
    private void prepareOnceItIsOurs() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                if (server.leads() && prepared()) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.atError().setCause(e).log("the components' identities cannot be written");
        }
    }

    private boolean prepared() throws IOException {
        try {
            server.prepareManagement();
            return true;
        } catch (StoreException.NotOwner | StoreException.Unavailable e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("the management cluster has gone again");
            return false;
        }
    }

    /// What keeps this process from its job at the moment.
    private Optional<String> wrong() {
        return ready ? server.wrong() : Optional.of("starting");
    }

    /// Whether requests should come to this process rather than to another one.
    private boolean leads() {
        return ready && server.leads();
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    public ClusterStore store() {
        return store;
    }

    public ApiServer server() {
        return server;
    }

    public ClusterRecord management() {
        return management;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.atWarn().setCause(e).addKeyValue("part", part.getClass().getSimpleName()).log("part did not close");
            }
        }
    }
}
