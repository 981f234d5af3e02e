package dev.marina.apiserver.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.StatusException;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.ApiServerConfig;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.filter.RequestCount;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests are counted for the tenant that makes them and noted with its Cluster, none twice.
class RequestUsageTest {

    private static final GroupVersionResource CLUSTERS = new GroupVersionResource("marina.dev", "v1", "clusters");
    private static final Identity MEMBER = Identity.authenticated("ann@acme.test", "", List.of("marina:acme:owner"), Map.of(), Identity.Proof.OIDC_TOKEN);
    private static final Identity WORKLOAD = Identity.authenticated("system:serviceaccount:default:web", "", List.of(), Map.of(),
            Identity.Proof.SERVICE_ACCOUNT_TOKEN);
    private static final Identity NODE = Identity.authenticated("system:node:n1", "", List.of("system:nodes"), Map.of(), Identity.Proof.CERTIFICATE);
    private static final Identity CONTROLLER = Identity.authenticated("system:serviceaccount:kube-system:job-controller", "", List.of(), Map.of(),
            Identity.Proof.IN_PROCESS);
    private static final ApiHandler REFUSES = _ -> new ApiResponse.Failure(StatusException.unauthorized());

    private final RequestCounts counts = new RequestCounts();
    private ClusterStore store;
    private ApiServer server;
    private ClusterRecord management;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        store = Stores.inMemory();
        server = ApiServer.create(
                new ApiServerConfig("localhost", "127.0.0.1", 1, 2, 3, 4, home, home.resolve("audit"), "", Optional.empty(), "marina", Duration.ofSeconds(5)),
                store,
                Clock.systemUTC());
        management = server.prepareManagement();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private ClusterClient.Call call() {
        return new ClusterClient.Call(management.id(), "system:serviceaccount:kube-system:cluster-controller", Cause.request("test"));
    }

    private ClusterRecord cluster(String tenant) {
        ClusterRecord record = server.provisioning().ensure(tenant, "default", Map.of(), new Origin("test", Cause.request("test")));
        create("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'%s'}}".formatted(tenant), new GroupVersionResource("", "v1", "namespaces"));
        create("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'plan','namespace':'%s'},'data':{'clusters':'1'}}".formatted(tenant),
                new GroupVersionResource("", "v1", "configmaps"));
        create("{'apiVersion':'marina.dev/v1','kind':'Cluster','metadata':{'name':'default','namespace':'%s'},'spec':{}}".formatted(tenant), CLUSTERS);
        status(record, "{'status':{'phase':'Ready','clusterId':'%s'}}".formatted(record.id()));
        return record;
    }

    private void create(String object, GroupVersionResource resource) {
        server.client().create(call(), resource, Document.parse(object.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private void status(ClusterRecord cluster, String patch) {
        server.client().patch(call(), CLUSTERS, cluster.tenant(), "default", "status", ClusterClient.PatchType.MERGE,
                patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Document stored(ClusterRecord cluster) {
        return Document.parse(store.image(management.id()).find(new ObjectKey(management.id(), CLUSTERS.groupResource(), cluster.tenant(), "default"))
                .orElseThrow().bytes());
    }

    private long noted(ClusterRecord cluster) {
        return stored(cluster).at("status", "requests").asLong();
    }

    private void ask(ClusterRecord cluster, Identity who) {
        Peer peer = new Peer.InProcess("", OptionalLong.empty());
        new RequestCount(counts).filter(new ApiRequest("1", "GET", cluster.tenant(), cluster.name(), "/version", Query.NONE, Headers.NONE, Body.NONE, peer,
                new Target.NonResource("get", "/version"), Optional.of(cluster), Optional.of(who), Cause.request("1")), REFUSES);
    }

    private RequestUsage usage(ClusterClient client) {
        return new RequestUsage(counts, store, client);
    }

    @Test
    void eachTenantsOwnRequestsAreAddedToItsOwnCluster() {
        ClusterRecord acme = cluster("acme");
        ClusterRecord globex = cluster("globex");
        List.of(MEMBER, WORKLOAD, MEMBER, NODE, CONTROLLER, Identity.ANONYMOUS).forEach(who -> ask(acme, who));
        ask(globex, WORKLOAD);
        usage(server.client()).write();

        assertEquals(3, noted(acme), "the platform's own and strangers count nothing");
        assertEquals(1, noted(globex));

        ask(acme, MEMBER);
        RequestUsage.start(counts, store, server.client(), Duration.ofHours(1)).close();

        assertEquals(4, noted(acme), "also what was counted before the process was told to stop");
        assertEquals("Ready", stored(acme).text("status", "phase"), "the rest of the status stays");
        assertTrue(counts.clusters().isEmpty(), "nothing is kept of what is noted");
    }

    @Test
    void aWriteInBetweenIsNotOverwritten() {
        ClusterRecord acme = cluster("acme");
        ask(acme, MEMBER);
        boolean[] meddled = {false};
        usage(updating(() -> {
            if (!meddled[0]) {
                meddled[0] = true;
                status(acme, "{'status':{'requests':40,'nodes':2}}");
            }
        }, () -> {})).write();

        assertEquals(41, noted(acme));
        assertEquals(2, stored(acme).at("status", "nodes").asInt());
    }

    @Test
    void whatCouldNotBeWrittenWaitsAndWhatMayHaveBeenIsNotAddedAgain() {
        ClusterRecord acme = cluster("acme");
        ask(acme, MEMBER);
        usage(updating(() -> {
            throw StatusException.forbidden(CLUSTERS.groupResource(), "default", "not now");
        }, () -> {})).write();
        assertEquals(0, noted(acme));

        usage(updating(() -> {}, () -> {
            throw StatusException.unavailable("the answer was lost");
        })).write();
        usage(server.client()).write();

        assertEquals(1, noted(acme));
    }

    @Test
    void theRequestsOfAnEarlierClusterAreNotItsSuccessors() {
        ClusterRecord acme = cluster("acme");
        ask(acme, MEMBER);
        status(acme, "{'status':{'clusterId':'another'}}");
        usage(server.client()).write();

        assertEquals(0, noted(acme));

        server.provisioning().remove(acme.id());
        usage(server.client()).write();
        assertTrue(counts.clusters().isEmpty(), "nobody asks for those of a cluster that is gone");
    }

    /// The server's own client with something before and after each update.
    private ClusterClient updating(Runnable before, Runnable after) {
        ClusterClient real = server.client();
        return (ClusterClient) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ClusterClient.class}, (_, method, arguments) -> {
            before.run();
            try {
                Object answer = method.invoke(real, arguments);
                after.run();
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
