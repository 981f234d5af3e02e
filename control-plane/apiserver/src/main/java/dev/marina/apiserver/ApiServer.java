package dev.marina.apiserver;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterControl;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.admission.policy.PolicyTypeChecks;
import dev.marina.apiserver.aggregation.Aggregation;
import dev.marina.apiserver.audit.AuditEndpoint;
import dev.marina.apiserver.audit.AuditLog;
import dev.marina.apiserver.audit.AuditReading;
import dev.marina.apiserver.audit.Auditing;
import dev.marina.apiserver.authn.ActingFor;
import dev.marina.apiserver.authn.BearerToken;
import dev.marina.apiserver.authn.BootstrapTokens;
import dev.marina.apiserver.authn.ClientCertificates;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authn.InProcessAuthenticator;
import dev.marina.apiserver.authn.IssuerEndpoint;
import dev.marina.apiserver.authn.OidcTokens;
import dev.marina.apiserver.authn.RemoteKeySet;
import dev.marina.apiserver.authn.ServiceAccountTokens;
import dev.marina.apiserver.authn.ShownCluster;
import dev.marina.apiserver.authn.TenantMembers;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.authz.BootstrapPolicy;
import dev.marina.apiserver.authz.EscalationCheck;
import dev.marina.apiserver.backup.PlatformSecret;
import dev.marina.apiserver.backup.StoredBackups;
import dev.marina.apiserver.backup.TunnelledVolumes;
import dev.marina.apiserver.budget.BudgetLimits;
import dev.marina.apiserver.budget.ClusterBudgets;
import dev.marina.apiserver.budget.TurnTaking;
import dev.marina.apiserver.budget.Turns;
import dev.marina.apiserver.componentstatus.ComponentStatuses;
import dev.marina.apiserver.course.CourseAnswers;
import dev.marina.apiserver.course.CourseRecorder;
import dev.marina.apiserver.course.Courses;
import dev.marina.apiserver.crd.ServedTypes;
import dev.marina.apiserver.diagnosis.DiagnosisEndpoint;
import dev.marina.apiserver.dial.ClusterDial;
import dev.marina.apiserver.dial.DialLimits;
import dev.marina.apiserver.dial.IntoClusters;
import dev.marina.apiserver.discovery.DiscoveryEndpoint;
import dev.marina.apiserver.discovery.HealthEndpoint;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.endpoint.DefaultObject;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.endpoint.ResourceEndpoint;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.endpoint.Watchers;
import dev.marina.apiserver.explanation.ExplanationTarget;
import dev.marina.apiserver.explanation.Explanations;
import dev.marina.apiserver.filter.Audit;
import dev.marina.apiserver.filter.Authentication;
import dev.marina.apiserver.filter.Authorization;
import dev.marina.apiserver.filter.Budget;
import dev.marina.apiserver.filter.CauseHeader;
import dev.marina.apiserver.filter.ClusterResolution;
import dev.marina.apiserver.filter.CourseRecording;
import dev.marina.apiserver.filter.Deadline;
import dev.marina.apiserver.filter.Fairness;
import dev.marina.apiserver.filter.Filter;
import dev.marina.apiserver.filter.Impersonation;
import dev.marina.apiserver.filter.Membership;
import dev.marina.apiserver.filter.OwnerForwarding;
import dev.marina.apiserver.filter.PanicGuard;
import dev.marina.apiserver.filter.RequestCount;
import dev.marina.apiserver.filter.RequestLog;
import dev.marina.apiserver.filter.Revalidation;
import dev.marina.apiserver.flowcontrol.FlowControl;
import dev.marina.apiserver.forward.ForwardedRequests;
import dev.marina.apiserver.forward.Forwarder;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.history.HistoryReading;
import dev.marina.apiserver.history.SecretReaders;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.http.TlsMaterial;
import dev.marina.apiserver.machine.CredentialsSubresource;
import dev.marina.apiserver.machine.JoinPlace;
import dev.marina.apiserver.machine.JoinTokensSubresource;
import dev.marina.apiserver.machine.JoinedMachines;
import dev.marina.apiserver.machine.MachineJoin;
import dev.marina.apiserver.learn.LabObjects;
import dev.marina.apiserver.learn.LabSubresources;
import dev.marina.apiserver.learn.Labs;
import dev.marina.apiserver.learn.OpenedLabs;
import dev.marina.apiserver.patch.JsonPatch;
import dev.marina.apiserver.patch.MergePatch;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.PlatformPki;
import dev.marina.apiserver.plan.CopyTurns;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.plan.Planner;
import dev.marina.apiserver.plan.Plans;
import dev.marina.apiserver.resourcemetrics.NodeMetrics;
import dev.marina.apiserver.resourcemetrics.NodeUsages;
import dev.marina.apiserver.resourcemetrics.PodMetrics;
import dev.marina.apiserver.status.RequestMetrics;
import dev.marina.apiserver.subresource.AuditSubresource;
import dev.marina.apiserver.subresource.BackupContentSubresource;
import dev.marina.apiserver.subresource.BindingSubresource;
import dev.marina.apiserver.subresource.Bindings;
import dev.marina.apiserver.subresource.ControllerSubresources;
import dev.marina.apiserver.subresource.EvictionSubresource;
import dev.marina.apiserver.subresource.ExamRunsSubresource;
import dev.marina.apiserver.subresource.ExecSubresource;
import dev.marina.apiserver.subresource.HistorySubresource;
import dev.marina.apiserver.subresource.LabResultsSubresource;
import dev.marina.apiserver.subresource.OpenedLabsSubresource;
import dev.marina.apiserver.subresource.LogSubresource;
import dev.marina.apiserver.subresource.NodeCredentialsSubresource;
import dev.marina.apiserver.subresource.NodeProxySubresource;
import dev.marina.apiserver.subresource.PacketTraces;
import dev.marina.apiserver.subresource.PodProxySubresource;
import dev.marina.apiserver.subresource.PodStreams;
import dev.marina.apiserver.subresource.PortForwardSubresource;
import dev.marina.apiserver.subresource.Reviews;
import dev.marina.apiserver.subresource.ScaleSubresource;
import dev.marina.apiserver.subresource.ServedTokenReviewSubresource;
import dev.marina.apiserver.subresource.ServiceProxySubresource;
import dev.marina.apiserver.subresource.TokenSubresource;
import dev.marina.apiserver.subresource.UserCredentialsSubresource;
import dev.marina.apiserver.tunnel.AgentTunnels;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.ProxiedConnections;
import dev.marina.apiserver.tunnel.ProxyTokens;
import dev.marina.apiserver.types.apiregistration.ApiServiceType;
import dev.marina.apiserver.types.apiregistration.LocalApiServices;
import dev.marina.apiserver.types.core.ComponentStatusType;
import dev.marina.apiserver.types.flowcontrol.BootstrapFlows;
import dev.marina.apiserver.types.flowcontrol.FlowSchemaType;
import dev.marina.apiserver.types.flowcontrol.PriorityLevelConfigurationType;
import dev.marina.apiserver.types.learn.ExamType;
import dev.marina.apiserver.types.learn.LabType;
import dev.marina.apiserver.types.marina.ClockType;
import dev.marina.apiserver.types.marina.ControllerType;
import dev.marina.apiserver.types.marina.NodeComponentType;
import dev.marina.apiserver.types.metrics.NodeMetricsType;
import dev.marina.apiserver.types.metrics.PodMetricsType;
import dev.marina.apiserver.types.networking.IngressClassType;
import dev.marina.apiserver.usage.RequestCounts;
import dev.marina.apiserver.usage.RequestUsage;
import dev.marina.apiserver.webhook.CallLimits;
import dev.marina.apiserver.webhook.PublicAddresses;
import dev.marina.apiserver.webhook.WebhookCalls;
import dev.marina.apiserver.worlds.Comparer;
import dev.marina.apiserver.worlds.Worlds;
import dev.marina.apiserver.xray.StoreXrayEndpoint;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import dev.marina.store.backup.BackupFiles;
import dev.marina.store.backup.BackupKeys;
import dev.marina.store.backup.ClusterBackups;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The API server of all clusters of this process: what a request passes through, and the ports it comes in by.
public final class ApiServer implements AutoCloseable {

    public static final String MANAGEMENT_TENANT = "marina";
    public static final String MANAGEMENT_CLUSTER = "management";
    private static final Query APPLIED = Query.parse("fieldManager=kubectl&force=true");
    private static final String LOOPBACK = "127.0.0.1";
    private static final long COURSES_OF_CLUSTER = 256L << 10;
    private static final long COURSES_OF_ALL = 32L << 20;
    private static final Duration REQUESTS_NOTED_EVERY = Duration.ofMinutes(1);

    private final ApiServerConfig config;
    private final ClusterStore store;
    private final Clock clock;
    private final RandomGenerator random;
    private final SharedParts shared;
    private final PlatformPki pki;
    private final boolean copy;
    private final RequestMetrics metrics = new RequestMetrics();
    private final RequestCounts counts = new RequestCounts();
    private final ServedTypes types;
    private final ClusterViews views;
    private final Authorizer authorizer;
    private final List<Document> standingFlows;
    private final ServiceAccountTokens tokens;
    private final BootstrapTokens bootstrapTokens;
    private final Forwarder forwarder;
    private final ManagementReader management;
    private final TenantMembers members;
    private final BackupFiles backupFiles;
    private final ClusterFactory factory;
    private final ProxyTokens proxyTokens;
    private final JoinedMachines joined;
    private final AgentTunnels tunnels;
    private final NodeAgents agents;
    private final ClusterDial dial;
    private final WebhookCalls webhooks;
    private final Aggregation aggregation;
    private final AuditLog audit;
    private final FlowControl flows;
    private final ClusterBudgets budgets = new ClusterBudgets(BudgetLimits.STANDARD);
    private final Turns turns = new Turns(Runtime.getRuntime().availableProcessors(), System::nanoTime);
    private final Watchers watchers = new Watchers();
    private final HealthEndpoint health = new HealthEndpoint(this::wrong);
    private final StoreXrayEndpoint xray;
    private final DiagnosisEndpoint diagnosis;
    private final AuditReading audits;
    private final AuditEndpoint auditEndpoint;
    private final Courses courses = new Courses(COURSES_OF_CLUSTER, COURSES_OF_ALL);
    private final ApiHandler chain;
    private volatile Optional<ClusterControl> control = Optional.empty();
    private volatile List<WaitReasons> reasons = List.of();
    private volatile Optional<Planner> planner = Optional.empty();
    private volatile Optional<Comparer> comparer = Optional.empty();
    private volatile Labs labs = Labs.NONE;
    private Vertx vertx;
    private RequestUsage usage;
    private HttpFront front;
    private HttpFront proxied;
    private HttpFront forwarded;

    /// @param management reads the management cluster; empty: the one in this store
    private ApiServer(SharedParts shared, ClusterStore store, Optional<ManagementReader> management, Clock clock, RandomGenerator random) {
        this.shared = shared;
        this.copy = management.isPresent();
        this.random = random;
        this.config = shared.config();
        this.store = store;
        this.clock = clock;
        this.pki = shared.pki();
        this.audit = shared.audit();
        this.standingFlows = Stream.of(FlowSchemaType.DEFINITION, PriorityLevelConfigurationType.DEFINITION)
                .flatMap(type -> shared.defaults().byResource().get(type.groupResource()).values().stream()).map(DefaultObject::template).toList();
        this.views = new ClusterViews(store, shared.defaults());
        this.xray = new StoreXrayEndpoint(views, watchers);
        this.authorizer = new Authorizer(shared.defaults());
        this.diagnosis = new DiagnosisEndpoint(views, authorizer);
        this.audits = new AuditReading(audit);
        this.auditEndpoint = new AuditEndpoint(audits);
        this.tokens = new ServiceAccountTokens(store, cluster -> config.issuers(cluster.tenant(), cluster.name()), clock);
        this.bootstrapTokens = new BootstrapTokens(store, clock);
        this.forwarder = shared.forwarder();
        this.management = management.orElseGet(() -> new ManagementReader(store, forwarder, clock));
        this.members = new TenantMembers(this.management);
        this.backupFiles = new BackupFiles(config.backupDirectory(), new BackupKeys(new PlatformSecret(store, MANAGEMENT_TENANT, MANAGEMENT_CLUSTER)));
        this.factory = new ClusterFactory(store, shared.builtin(), backupFiles, config, pki.authority().certificatePem(), clock, random);
        this.proxyTokens = new ProxyTokens(pki.authority().key().getEncoded());
        this.joined = new JoinedMachines(this.management);
        this.tunnels = new AgentTunnels(() -> ClusterKeys.of(managementRecord()).authority().certificate(), joined::takes, clock);
        this.agents = new NodeAgents(this.management, tunnels, clock);
        this.dial = new ClusterDial(views, agents, DialLimits.STANDARD, random);
        IntoClusters clusters = copy ? Nowhere::service : dial::service;
        this.webhooks = new WebhookCalls(clusters, copy ? Nowhere::host : host -> PublicAddresses.of(host, config.publicHost()), CallLimits.STANDARD);
        this.types = new ServedTypes(store, shared.builtin(), webhooks);
        this.flows = new FlowControl(shared.defaults(), config.requestTimeout());
        this.aggregation = new Aggregation(new TurnTaking(endpoint(), turns, views), store, clusters, clock);
        this.chain = Filter.chain(filters(), new Explanations(views, types, authorizer, () -> reasons)
                .before(new CourseAnswers(views, types, authorizer, courses, watchers).before(aggregation)));
    }

    private static Stream<DefaultObject> defaults() {
        Stream<DefaultObject> flows = BootstrapFlows.documents().stream().map(flow -> DefaultObject.of(flow.kind().equals("FlowSchema")
                ? FlowSchemaType.DEFINITION.groupResource()
                : PriorityLevelConfigurationType.DEFINITION.groupResource(), flow, false));
        Stream<DefaultObject> locals = LocalApiServices.documents().stream()
                .map(local -> DefaultObject.of(ApiServiceType.DEFINITION.groupResource(), local, false));
        Stream<DefaultObject> steering = Stream.of(
                ControllerType.documents().map(controller -> DefaultObject.of(ControllerType.DEFINITION.groupResource(), controller, false)),
                NodeComponentType.documents().map(component -> DefaultObject.of(NodeComponentType.DEFINITION.groupResource(), component, false)),
                Stream.of(DefaultObject.of(ClockType.DEFINITION.groupResource(), ClockType.document(), false))).flatMap(each -> each);
        Stream<DefaultObject> classes = Stream.of(DefaultObject.of(IngressClassType.DEFINITION.groupResource(), IngressClassType.standing(), false));
        return Stream.of(BootstrapPolicy.objects().stream(), flows, locals, steering, classes).flatMap(each -> each);
    }

    /// A server that answers components of this process; [#listen] opens its ports.
    public static ApiServer create(ApiServerConfig config, ClusterStore store, Clock clock) throws IOException {
        return create(config, store, clock, new SecureRandom());
    }

    /// @param random gives objects their identities and generated names
    public static ApiServer create(ApiServerConfig config, ClusterStore store, Clock clock, RandomGenerator random) throws IOException {
        PlatformPki pki = PlatformPki.open(config.pkiDirectory(), clock);
        BuiltinMachinery builtin = new BuiltinMachinery();
        DefaultObjects defaults = DefaultObjects.of(defaults().map(object -> object.asStored(builtin)).toList());
        TlsMaterial identity = pki.internal(ForwardedRequests.PROCESS);
        SharedParts shared = new SharedParts(config, pki, identity, new Forwarder(identity, pki.authority().certificate()), builtin, defaults,
                AuditLog.start(config.auditDirectory(), store, clock));
        return new ApiServer(shared, store, Optional.empty(), clock, random);
    }

    /// A server of a store of its own, in which copies of clusters are. It listens nowhere, asks neither nodes nor Services nor anybody outside,
    /// records no audit, and reads the tenants' plans where they are.
    public ApiServer ofCopies(ClusterStore copies, Clock time) {
        return ofCopies(copies, time, random);
    }

    /// @param names gives objects their identities and generated names
    public ApiServer ofCopies(ClusterStore copies, Clock time, RandomGenerator names) {
        return new ApiServer(shared.ofCopies(), copies, Optional.of(management), time, names);
    }

    /// First in the list runs first. The order is part of the security model; see FilterOrderTest.
    List<Filter> filters() {
        Membership membership = new Membership(members::suspended);
        Impersonation impersonation = new Impersonation(authorizer, views);
        Authorization authorization = new Authorization(authorizer, views);
        OidcTokens.KeySet keys = config.oidcKeys().<OidcTokens.KeySet>map(address -> new RemoteKeySet(address, clock)).orElse(_ -> java.util.Optional.empty());
        return List.of(
                new PanicGuard(),
                new RequestLog(clock, metrics),
                new Deadline(config.requestTimeout()),
                new ClusterResolution(store),
                new OwnerForwarding(store, forwarder),
                new Revalidation(clock, time -> List.of(authentication(keys, time), membership, impersonation, authorization)),
                new CourseRecording(new CourseRecorder(courses, request -> !copy && !request.tenant().equals(MANAGEMENT_TENANT), clock)),
                authentication(keys, clock),
                new CauseHeader(),
                membership,
                new Audit(new Auditing(audit, tenant -> !copy && !tenant.equals(MANAGEMENT_TENANT), clock)),
                new RequestCount(counts),
                new Budget(budgets),
                impersonation,
                new Fairness(flows, views),
                new ExplanationTarget(types),
                authorization);
    }

    /// @param time by which proofs are judged
    private Authentication authentication(OidcTokens.KeySet keys, Clock time) {
        ServiceAccountTokens accounts = tokens.at(time);
        return new Authentication(List.of(
                new InProcessAuthenticator(),
                new ActingFor(),
                new BearerToken(bootstrapTokens.at(time), List.of(accounts, new OidcTokens(config.oidcIssuer(), config.oidcAudience(), keys, members, time))),
                new ClientCertificates(store, members, joined, time)));
    }

    private ApiHandler endpoint() {
        AdmissionChain admission = new AdmissionChain(
                AdmissionChain.standard(random, new StoredPlans(store, management, clock), types, authorizer, webhooks, () -> labs, clock));
        DiscoveryEndpoint discovery = new DiscoveryEndpoint(types::registry, health, new OpenApiEndpoint(types),
                new IssuerEndpoint(tokens), this::inside);
        Map<String, SubresourceHandler> asked = new HashMap<>(new Reviews(authorizer, views, tokens, bootstrapTokens).handlers());
        CopyTurns copying = new CopyTurns(PlanBounds.STANDARD);
        asked.put("bindings", new Bindings(views, clock));
        asked.put("plans.marina.dev", new Plans(views, authorizer, () -> planner, PlanBounds.STANDARD, copying));
        asked.put("twoworlds.marina.dev", new Worlds(views, authorizer, () -> comparer, PlanBounds.OF_A_WORLD, copying));
        asked.put("packettraces.marina.dev", new PacketTraces(views, authorizer, agents));
        return new ResourceEndpoint(views, types, admission, new EscalationCheck(authorizer, types), subresources(), asked, computed(), discovery, watchers,
                budgets,
                clock,
                random);
    }

    private Map<GroupResource, ComputedObjects> computed() {
        NodeUsages usages = new NodeUsages(agents, clock);
        return Map.of(ComponentStatusType.DEFINITION.groupResource(), new ComponentStatuses(views, this::wrong),
                NodeMetricsType.DEFINITION.groupResource(), new NodeMetrics(views, usages, clock), PodMetricsType.DEFINITION.groupResource(),
                new PodMetrics(views, usages, clock), LabType.DEFINITION.groupResource(), LabObjects.labs(() -> labs),
                ExamType.DEFINITION.groupResource(), LabObjects.exams(() -> labs));
    }

    /// What keeps this process from answering, by the management cluster, which is always awake. Whoever owns nothing of it can do no harm by answering.
    public Optional<String> wrong() {
        try {
            store.find(MANAGEMENT_TENANT, MANAGEMENT_CLUSTER).ifPresent(management -> store.image(management.id()));
            return Optional.empty();
        } catch (StoreException.NotOwner e) {
            return e.owner.isEmpty() ? Optional.of("nobody owns the management cluster") : Optional.empty();
        } catch (StoreException e) {
            return Optional.of(e.getMessage());
        }
    }

    /// Whether this process has the management cluster, and with it, where shards stay together, all clusters.
    public boolean leads() {
        try {
            return store.find(MANAGEMENT_TENANT, MANAGEMENT_CLUSTER).map(management -> store.epoch(management.id())).isPresent();
        } catch (StoreException _) {
            return false;
        }
    }

    /// What goes on inside of one cluster's server.
    private ApiResponse inside(ApiRequest request) {
        if (request.path().startsWith(StoreXrayEndpoint.ROOT)) {
            return xray.handle(request);
        }
        if (request.path().equals(DiagnosisEndpoint.PATH)) {
            return diagnosis.handle(request);
        }
        if (request.path().equals(AuditEndpoint.PATH)) {
            return auditEndpoint.handle(request);
        }
        if (request.path().equals("/metrics/slis")) {
            return health.slis(request);
        }
        ClusterView view = views.current(request.requireCluster());
        return request.path().equals("/metrics")
                ? ApiResponse.text(200, flows.metrics(view))
                : flows.dump(view, request.path()).map(table -> ApiResponse.text(200, table)).orElseGet(ApiResponse::pageNotFound);
    }

    private Map<String, SubresourceHandler> subresources() {
        Map<String, SubresourceHandler> handlers = new HashMap<>();
        handlers.put("*/scale", new ScaleSubresource(views, (current, type, patch) -> switch (type) {
            case JSON -> JsonPatch.apply(current, patch);
            case MERGE, STRATEGIC, APPLY -> MergePatch.apply(current, patch);
        }));
        handlers.put("pods/binding", new BindingSubresource(views, clock));
        handlers.put("pods/eviction", new EvictionSubresource(views, clock));
        handlers.put("serviceaccounts/token", new TokenSubresource(views, tokens, clock));
        PodStreams streams = new PodStreams(views, agents);
        handlers.put("pods/log", new LogSubresource(streams));
        handlers.put("pods/exec", new ExecSubresource(streams));
        handlers.put("pods/attach", new ExecSubresource(streams));
        handlers.put("pods/portforward", new PortForwardSubresource(streams));
        handlers.put("pods/proxy", new PodProxySubresource(views, dial));
        handlers.put("services/proxy", new ServiceProxySubresource(dial));
        handlers.put("nodes/proxy", new NodeProxySubresource(views, agents));
        ControllerSubresources steering = new ControllerSubresources(this::stored, this::control);
        handlers.put("controllers.marina.dev/step", steering.step());
        handlers.put("controllers.marina.dev/queue", steering.queue());
        LabSubresources learning = new LabSubresources(views, authorizer, () -> labs, clock);
        handlers.put("labs.learn.marina.dev/text", learning.textOfLab());
        handlers.put("labruns.learn.marina.dev/text", learning.textOfRun());
        handlers.put("labruns.learn.marina.dev/story", learning.story());
        handlers.put("examruns.learn.marina.dev/paper", learning.paper());
        String serverCa = pki.authority().certificatePem();
        handlers.put("clusters.marina.dev/usercredentials", new UserCredentialsSubresource(views, members, factory, serverCa, clock));
        handlers.put("clusters.marina.dev/tokenreviews", new ServedTokenReviewSubresource(views, members, tokens));
        handlers.put("clusters.marina.dev/audit", new AuditSubresource(views, audits));
        handlers.put("clusters.marina.dev/history", new HistorySubresource(views, new HistoryReading(views, types, members, authorizer, clock)));
        handlers.put("clusters.marina.dev/labresults", new LabResultsSubresource(views));
        handlers.put("clusters.marina.dev/openedlabs", new OpenedLabsSubresource(views, this::client));
        handlers.put("clusters.marina.dev/examruns", new ExamRunsSubresource(views, this::client, audits));
        handlers.put("backups.marina.dev/content", new BackupContentSubresource(views, backupFiles, new SecretReaders(members, authorizer)));
        handlers.put("machines.marina.dev/nodecredentials", new NodeCredentialsSubresource(views, factory, proxyTokens, config.proxyPort(), serverCa, clock));
        handlers.put("machines.marina.dev/jointokens", new JoinTokensSubresource(config.joining(), config.agentPort(), serverCa, clock));
        handlers.put("machines.marina.dev/credentials", new CredentialsSubresource(management, clock));
        return handlers;
    }

    private ClusterRecord managementRecord() {
        return store.find(MANAGEMENT_TENANT, MANAGEMENT_CLUSTER).orElseThrow();
    }

    private Document stored(ApiRequest request, Target.Resource target) {
        return views.current(request.requireCluster()).find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), target.name()))
                .map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
    }

    private ClusterControl control() {
        return control.orElseThrow(() -> StatusException.unavailable("the controllers are being started; please try again"));
    }

    /// Who holds up controllers and the scheduler; given once they are there.
    public void steer(ClusterControl given) {
        control = Optional.of(given);
    }

    /// Who knows why objects do not proceed; given once they are there.
    public void explain(List<WaitReasons> given) {
        reasons = List.copyOf(given);
    }

    /// Who finds out what would follow from manifests; given once controllers and scheduler are there.
    public void plan(Planner given) {
        planner = Optional.of(given);
    }

    /// Who finds out where two worlds part.
    public void compare(Comparer given) {
        comparer = Optional.of(given);
    }

    /// What classes open to clusters of other tenants.
    public OpenedLabs openedLabs() {
        return new OpenedLabs(management);
    }

    /// The labs of the installation; none are served until they are given.
    public void teach(Labs given) {
        labs = given;
    }

    /// Makes the management cluster and the components' identities unless they are there; call it before anybody needs them.
    /// May be called again.
    public ClusterRecord prepareManagement() throws IOException {
        ClusterRecord management = factory.ensure(MANAGEMENT_TENANT, MANAGEMENT_CLUSTER, Map.of(), new Origin("system:apiserver", Cause.clock("first-start")));
        String server = config.endpoint(MANAGEMENT_TENANT, MANAGEMENT_CLUSTER);
        ClusterKeys keys = ClusterKeys.of(management);
        pki.kubeconfig("admin", keys.authority(), server, "marina:admin", List.of("system:masters"));
        pki.kubeconfig("tenancy", keys.authority(), server, "marina:tenancy", List.of("marina:tenancy"));
        pki.kubeconfig("agent", keys.authority(), server, "marina:machine:local", List.of("marina:machines"));
        return management;
    }

    /// For parts of the platform that ask nodes themselves.
    public NodeAgents agents() {
        return agents;
    }

    /// Opens the public port and, on loopback, those for node agents; to these further machines come at an address.
    public void listen() throws IOException {
        usage = RequestUsage.start(counts, store, client(), REQUESTS_NOTED_EVERY);
        List<String> further = config.joining().map(JoinPlace::address).stream().toList();
        TlsMaterial material = pki.server(config.publicHost(), further);
        vertx = Vertx.vertx();
        config.joining().ifPresent(place -> tunnels.admit(
                new MachineJoin(place, management, this::managementRecord, client(), config.apiPort(), pki.authority().certificatePem(), clock)::join));
        List<String> binds = Stream.concat(Stream.of(LOOPBACK), config.behind().isPresent() ? Stream.empty() : further.stream()).toList();
        int proxyPort = config.behind().map(ApiServerConfig.BehindFront::proxyPort).orElse(config.proxyPort());
        tunnels.listen(vertx, material, binds, config.behind().map(ApiServerConfig.BehindFront::agentPort).orElse(config.agentPort()), proxyPort);
        proxied = HttpFront.start(vertx, HttpFront.tls(material).setUseProxyProtocol(true), LOOPBACK, proxyPort,
                new ProxiedConnections(store, management, proxyTokens), chain);
        forwarded = HttpFront.startForProcesses(vertx, HttpFront.tls(shared.identity()), LOOPBACK, config.forwardPort(),
                new ForwardedRequests(pki.authority().certificate(), chain));
        front = HttpFront.start(vertx, HttpFront.tls(material).setUseProxyProtocol(config.behind().isPresent()),
                config.behind().isPresent() ? LOOPBACK : config.bind(), config.behind().map(ApiServerConfig.BehindFront::apiPort).orElse(config.apiPort()),
                HttpFront.Locator.byPathOr(new ShownCluster(store::find)), chain);
    }

    public int port() {
        return front.port();
    }

    /// Answers what has been read elsewhere as the ports answer.
    public ApiHandler requests() {
        return chain;
    }

    public ClusterClient client() {
        return new InProcessClient(chain, store);
    }

    /// Somebody's own requests, whose proof was judged before, with nothing but what they may do. Whatever they apply is theirs.
    public ClusterClient clientOf(Identity who) {
        return new InProcessClient(chain, store, (_, _) -> new Peer.ActingFor(who), APPLIED);
    }

    /// A member of a tenant who was known before, as they are now: with the groups that the tenant gives them at this moment.
    public Identity member(String tenant, String user, String uid) {
        return Identity.authenticated(user, uid, members.groups(tenant, uid, user).orElse(List.of()), Map.of(), Identity.Proof.MEMBER_CERTIFICATE);
    }

    /// The same, as a field manager of its own.
    public ClusterClient clientOf(Identity who, String manager) {
        return new InProcessClient(chain, store, (_, _) -> new Peer.ActingFor(who), Query.parse("force=true&fieldManager=" + manager));
    }

    public ClusterReads reads() {
        return new InProcessReads(new InProcessClient(chain, store), store, types, aggregation);
    }

    public ClusterProvisioning provisioning() {
        return factory;
    }

    /// Of clusters that this process serves.
    public ClusterBackups backups() {
        return new StoredBackups(store, backupFiles, shared.builtin(), new TunnelledVolumes(tunnels, agents), new StoredPlans(store, management, clock),
                this::client, clock);
    }

    public PlatformPki pki() {
        return pki;
    }

    /// Clusters as their users see them.
    public ClusterViews views() {
        return views;
    }

    /// Decides about every request.
    public Authorizer authorizer() {
        return authorizer;
    }

    /// Prometheus' text form.
    public String metrics() {
        return metrics.text() + audit.metrics();
    }

    public AgentTunnels tunnels() {
        return tunnels;
    }

    /// The flow schemas and priority levels that every cluster has.
    public List<Document> standingFlows() {
        return standingFlows;
    }

    /// What is wrong with policies' expressions for the types that they name.
    public PolicyTypeChecks typeChecks() {
        return new PolicyTypeChecks(cluster -> store.find(cluster).map(types::registry).orElseThrow(StatusException::notServed), types::expressible);
    }

    /// Calls of servers that belong to clusters.
    public WebhookCalls calls() {
        return webhooks;
    }

    /// Connections into clusters.
    public ClusterDial dial() {
        return dial;
    }

    /// What Services of clusters serve.
    public Aggregation aggregation() {
        return aggregation;
    }

    @Override
    public void close() {
        if (front != null) {
            front.close();
        }
        if (proxied != null) {
            proxied.close();
        }
        if (forwarded != null) {
            forwarded.close();
        }
        if (usage != null) {
            usage.close();
        }
        flows.close();
        tunnels.close();
        if (!copy) {
            audit.close();
        }
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
