package dev.marina.apiserver;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Origin;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.admission.webhook.CallLimits;
import dev.marina.apiserver.admission.webhook.PublicAddresses;
import dev.marina.apiserver.admission.webhook.WebhookCalls;
import dev.marina.apiserver.aggregation.Aggregation;
import dev.marina.apiserver.authn.BearerToken;
import dev.marina.apiserver.authn.ClientCertificates;
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
import dev.marina.apiserver.crd.ServedTypes;
import dev.marina.apiserver.dial.ClusterDial;
import dev.marina.apiserver.dial.DialLimits;
import dev.marina.apiserver.discovery.DiscoveryEndpoint;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.DefaultObject;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.endpoint.ResourceEndpoint;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.filter.Authentication;
import dev.marina.apiserver.filter.Authorization;
import dev.marina.apiserver.filter.CauseHeader;
import dev.marina.apiserver.filter.ClusterResolution;
import dev.marina.apiserver.filter.Deadline;
import dev.marina.apiserver.filter.Filter;
import dev.marina.apiserver.filter.Impersonation;
import dev.marina.apiserver.filter.Membership;
import dev.marina.apiserver.filter.OwnerForwarding;
import dev.marina.apiserver.filter.PanicGuard;
import dev.marina.apiserver.filter.RequestCount;
import dev.marina.apiserver.filter.RequestLog;
import dev.marina.apiserver.filter.Revalidation;
import dev.marina.apiserver.forward.ForwardedRequests;
import dev.marina.apiserver.forward.Forwarder;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.TlsMaterial;
import dev.marina.apiserver.patch.JsonPatch;
import dev.marina.apiserver.patch.MergePatch;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.PlatformPki;
import dev.marina.apiserver.status.RequestMetrics;
import dev.marina.apiserver.subresource.BindingSubresource;
import dev.marina.apiserver.subresource.EvictionSubresource;
import dev.marina.apiserver.subresource.ExecSubresource;
import dev.marina.apiserver.subresource.LogSubresource;
import dev.marina.apiserver.subresource.NodeCredentialsSubresource;
import dev.marina.apiserver.subresource.NodeProxySubresource;
import dev.marina.apiserver.subresource.PodProxySubresource;
import dev.marina.apiserver.subresource.PodStreams;
import dev.marina.apiserver.subresource.PortForwardSubresource;
import dev.marina.apiserver.subresource.Reviews;
import dev.marina.apiserver.subresource.ScaleSubresource;
import dev.marina.apiserver.subresource.ServiceProxySubresource;
import dev.marina.apiserver.subresource.TokenSubresource;
import dev.marina.apiserver.subresource.UserCredentialsSubresource;
import dev.marina.apiserver.tunnel.AgentTunnels;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.ProxiedConnections;
import dev.marina.apiserver.tunnel.ProxyTokens;
import dev.marina.apiserver.types.apiregistration.ApiServiceType;
import dev.marina.apiserver.types.apiregistration.LocalApiServices;
import dev.marina.apiserver.types.flowcontrol.BootstrapFlows;
import dev.marina.apiserver.types.flowcontrol.FlowSchemaType;
import dev.marina.apiserver.types.flowcontrol.PriorityLevelConfigurationType;
import dev.marina.apiserver.usage.RequestCounts;
import dev.marina.apiserver.usage.RequestUsage;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The API server of all clusters of this process: what a request passes through, and the ports it comes in by.
public final class ApiServer implements AutoCloseable {

    public static final String MANAGEMENT_TENANT = "marina";
    public static final String MANAGEMENT_CLUSTER = "management";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration REQUESTS_NOTED_EVERY = Duration.ofMinutes(1);

    private final ApiServerConfig config;
    private final ClusterStore store;
    private final Clock clock;
    private final RandomGenerator random = new SecureRandom();
    private final Vertx vertx = Vertx.vertx();
    private final PlatformPki pki;
    private final RequestMetrics metrics = new RequestMetrics();
    private final RequestCounts counts = new RequestCounts();
    private final BuiltinMachinery builtin = new BuiltinMachinery();
    private final ServedTypes types;
    private final ClusterViews views;
    private final Authorizer authorizer;
    private final ServiceAccountTokens tokens;
    private final TlsMaterial processIdentity;
    private final Forwarder forwarder;
    private final ManagementReader management;
    private final TenantMembers members;
    private final ClusterFactory factory;
    private final ProxyTokens proxyTokens;
    private final AgentTunnels tunnels;
    private final NodeAgents agents;
    private final ClusterDial dial;
    private final Aggregation aggregation;
    private final ApiHandler chain;
    private RequestUsage usage;
    private HttpFront front;
    private HttpFront proxied;
    private HttpFront forwarded;

    private ApiServer(ApiServerConfig config, ClusterStore store, PlatformPki pki, Clock clock) {
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.pki = pki;
        DefaultObjects defaults = DefaultObjects.of(defaults().map(object -> object.asStored(builtin)).toList());
        this.types = new ServedTypes(store, builtin);
        this.views = new ClusterViews(store, defaults);
        this.authorizer = new Authorizer(defaults);
        this.tokens = new ServiceAccountTokens(store, cluster -> config.endpoint(cluster.tenant(), cluster.name()), clock);
        this.processIdentity = pki.internal(ForwardedRequests.PROCESS);
        this.forwarder = new Forwarder(processIdentity, pki.authority().certificate());
        this.management = new ManagementReader(store, forwarder, clock);
        this.members = new TenantMembers(management);
        this.factory = new ClusterFactory(store, builtin, config, pki.authority().certificatePem(), clock);
        this.proxyTokens = new ProxyTokens(pki.authority().key().getEncoded());
        this.tunnels = new AgentTunnels(() -> ClusterKeys.of(store.find(MANAGEMENT_TENANT, MANAGEMENT_CLUSTER).orElseThrow()).authority().certificate(), clock);
        this.agents = new NodeAgents(management, tunnels);
        this.dial = new ClusterDial(views, agents, DialLimits.STANDARD, random);
        this.aggregation = new Aggregation(endpoint(), store, dial::service, clock);
        this.chain = Filter.chain(filters(), aggregation);
    }

    private static Stream<DefaultObject> defaults() {
        Stream<DefaultObject> flows = BootstrapFlows.documents().stream().map(flow -> DefaultObject.of(flow.kind().equals("FlowSchema")
                ? FlowSchemaType.DEFINITION.groupResource()
                : PriorityLevelConfigurationType.DEFINITION.groupResource(), flow, false));
        Stream<DefaultObject> locals = LocalApiServices.documents().stream()
                .map(local -> DefaultObject.of(ApiServiceType.DEFINITION.groupResource(), local, false));
        return Stream.of(BootstrapPolicy.objects().stream(), flows, locals).flatMap(each -> each);
    }

    /// A server that answers components of this process; [#listen] opens its ports.
    public static ApiServer create(ApiServerConfig config, ClusterStore store, Clock clock) throws IOException {
        return new ApiServer(config, store, PlatformPki.open(config.pkiDirectory(), clock), clock);
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
                authentication(keys, clock),
                new CauseHeader(),
                membership,
                new RequestCount(counts),
                impersonation,
                authorization);
    }

    /// @param time by which proofs are judged
    private Authentication authentication(OidcTokens.KeySet keys, Clock time) {
        ServiceAccountTokens accounts = tokens.at(time);
        return new Authentication(List.of(
                new InProcessAuthenticator(),
                new BearerToken(List.of(accounts, new OidcTokens(config.oidcIssuer(), config.oidcAudience(), keys, members, time))),
                new ClientCertificates(store, members, time)));
    }

    private ApiHandler endpoint() {
        WebhookCalls calls = new WebhookCalls(dial::service, host -> PublicAddresses.of(host, config.publicHost()), CallLimits.STANDARD);
        AdmissionChain admission = new AdmissionChain(
                AdmissionChain.standard(random, new StoredPlans(store, management, clock), types, authorizer, calls, clock));
        DiscoveryEndpoint discovery = new DiscoveryEndpoint(types::registry, new OpenApiEndpoint(types), new IssuerEndpoint(tokens));
        return new ResourceEndpoint(views, types, admission, new EscalationCheck(authorizer, types), subresources(),
                new Reviews(authorizer, views, tokens).handlers(), discovery, clock, random);
    }

    private Map<String, SubresourceHandler> subresources() {
        Map<String, SubresourceHandler> handlers = new HashMap<>();
        handlers.put("*/scale", new ScaleSubresource(views, (current, type, patch) -> switch (type) {
            case JSON -> JsonPatch.apply(current, patch);
            case MERGE, STRATEGIC, APPLY -> MergePatch.apply(current, patch);
        }));
        handlers.put("pods/binding", new BindingSubresource(clock));
        handlers.put("pods/eviction", new EvictionSubresource(views, clock));
        handlers.put("serviceaccounts/token", new TokenSubresource(views, tokens, clock));
        PodStreams streams = new PodStreams(views, agents);
        handlers.put("pods/log", new LogSubresource(streams));
        handlers.put("pods/exec", new ExecSubresource(streams));
        handlers.put("pods/attach", new ExecSubresource(streams));
        handlers.put("pods/portforward", new PortForwardSubresource(streams));
        handlers.put("pods/proxy", new PodProxySubresource(views, dial));
        handlers.put("services/proxy", new ServiceProxySubresource(dial));
        handlers.put("nodes/proxy", new NodeProxySubresource(views));
        String serverCa = pki.authority().certificatePem();
        handlers.put("clusters.marina.dev/usercredentials", new UserCredentialsSubresource(views, members, factory, serverCa, clock));
        handlers.put("machines.marina.dev/nodecredentials", new NodeCredentialsSubresource(views, factory, proxyTokens, config.proxyPort(), serverCa, clock));
        return handlers;
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

    /// Opens the public port and, on loopback, those for node agents.
    public void listen() throws IOException {
        usage = RequestUsage.start(counts, store, client(), REQUESTS_NOTED_EVERY);
        TlsMaterial material = pki.server(config.publicHost());
        tunnels.listen(vertx, material, LOOPBACK, config.agentPort());
        proxied = HttpFront.start(vertx, HttpFront.tls(material).setUseProxyProtocol(true), LOOPBACK, config.proxyPort(),
                new ProxiedConnections(store, management, proxyTokens), chain);
        forwarded = HttpFront.startForProcesses(vertx, HttpFront.tls(processIdentity), LOOPBACK, config.forwardPort(),
                new ForwardedRequests(pki.authority().certificate(), chain));
        front = HttpFront.start(vertx, HttpFront.tls(material), config.bind(), config.apiPort(),
                HttpFront.Locator.byPathOr(new ShownCluster()), chain);
    }

    public int port() {
        return front.port();
    }

    public ClusterClient client() {
        return new InProcessClient(chain, store);
    }

    public ClusterProvisioning provisioning() {
        return factory;
    }

    public PlatformPki pki() {
        return pki;
    }

    /// Prometheus' text form.
    public String metrics() {
        return metrics.text();
    }

    public AgentTunnels tunnels() {
        return tunnels;
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
        tunnels.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
