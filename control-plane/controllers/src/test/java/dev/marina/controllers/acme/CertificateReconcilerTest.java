package dev.marina.controllers.acme;

import dev.marina.acme.AcmeClient;
import dev.marina.acme.AcmeDirectory;
import dev.marina.acme.AcmeServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupVersionResource;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.parts.AcmeChallenges;
import dev.marina.controllers.ingress.IngressReconciler;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates from a server that looks, signs and counts by itself.
class CertificateReconcilerTest {

    @TempDir
    Path directory;

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId globex = world.cluster("globex");
    /// To which cluster's entrance a name leads.
    private final Map<String, ClusterId> names = new ConcurrentHashMap<>();
    private AcmeServer server;
    private CertificateReconciler reconciler;

    @BeforeEach
    void open() throws Exception {
        for (ClusterId cluster : List.of(acme, globex)) {
            world.writes(cluster).create(Types.NAMESPACES, new NamespaceBuilder().withNewMetadata().withName("kube-system").endMetadata().build());
        }
        server = new AcmeServer(directory, this::found);
        server.now = world.time.instant();
        reconciler = new CertificateReconciler(Optional.of(new AcmeClient(server.directory())), IngressReconciler.certificateAskers(),
                Optional.of("apps.marina.example"));
    }

    @AfterEach
    void close() {
        server.close();
        world.close();
    }

    /// What the entrance of that cluster says.
    private Optional<String> found(String host, String token) {
        return Optional.ofNullable(names.get(host)).flatMap(cluster -> AcmeChallenges.of(world.snapshot(cluster)).stream()
                .filter(challenge -> challenge.host().equals(host) && challenge.token().equals(token)).map(AcmeChallenges.Challenge::answer).findFirst());
    }

    private void ingress(ClusterId cluster, String name, String... hosts) {
        var builder = new IngressBuilder().withNewMetadata().withNamespace("default").withName(name).addToAnnotations("marina.dev/acme", "true").endMetadata()
                .withNewSpec().withIngressClassName("marina").addNewTl().withHosts(hosts).withSecretName(name + "-tls").endTl();
        for (String host : hosts) {
            builder.addNewRule().withHost(host).endRule();
        }
        world.writes(cluster).create(Types.INGRESSES, builder.endSpec().build());
    }

    /// Looks at the Secret `<name>-tls` until nothing is to be done for an hour; time passes as each look says.
    private Duration settle(ClusterId cluster, String name) throws Exception {
        for (int i = 0; i < 20; i++) {
            Outcome outcome = world.reconcile(reconciler, cluster, "default", name + "-tls");
            if (!(outcome instanceof Outcome.RecheckAfter(Duration delay))) {
                return Duration.ZERO;
            }
            if (delay.compareTo(Duration.ofMinutes(4)) > 0) {
                return delay;
            }
            world.time.advance(delay);
        }
        throw new AssertionError("never settled: " + events(cluster));
    }

    private List<String> events(ClusterId cluster) {
        return world.snapshot(cluster).list(Types.EVENTS, "default").stream().map((Event event) -> event.getReason() + ": " + event.getMessage()).toList();
    }

    private X509Certificate certificate(ClusterId cluster, String secret) throws Exception {
        byte[] pem = Base64.getDecoder().decode(world.require(cluster, Types.SECRETS, "default", secret).getData().get("tls.crt"));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private List<String> leftovers(ClusterId cluster) {
        return world.snapshot(cluster).list(Types.SECRETS, "kube-system").stream().map(secret -> secret.getMetadata().getName())
                .filter(name -> !name.equals(AccountSecret.NAME)).toList();
    }

    @Test
    void certificateIsOrderedProvedKeptAndRenewedByTheClustersClock() throws Exception {
        names.put("shop.example", acme);
        names.put("www.shop.example", acme);
        ingress(acme, "shop", "www.shop.example", "shop.example");
        server.staleNonces = 1;

        Duration next = settle(acme, "shop");

        Secret secret = world.require(acme, Types.SECRETS, "default", "shop-tls");
        assertEquals("kubernetes.io/tls", secret.getType());
        X509Certificate first = certificate(acme, "shop-tls");
        assertEquals(2, first.getSubjectAlternativeNames().size());
        assertEquals(List.of("mailto:ops@example.org"), server.contacts);
        assertEquals(List.of("CertificateIssued: the certificate for shop.example, www.shop.example is in Secret shop-tls",
                "CertificateOrdered: a certificate for shop.example, www.shop.example is ordered"), events(acme).stream().sorted().toList());
        assertTrue(next.compareTo(Duration.ofDays(59)) > 0 && next.compareTo(Duration.ofDays(61)) < 0, next.toString());
        assertEquals(List.of(), leftovers(acme));

        world.time.advance(next);
        server.now = world.time.instant();
        settle(acme, "shop");
        assertNotEquals(first, certificate(acme, "shop-tls"));
        assertNotEquals(first.getPublicKey(), certificate(acme, "shop-tls").getPublicKey());
        assertEquals(1, server.accounts());
    }

    @Test
    void nameThatLeadsToAnotherTenantIsNotProvedAndEachClusterHasItsOwnAccount() throws Exception {
        names.put("globex.example", globex);
        ingress(globex, "theirs", "globex.example");
        ingress(acme, "stolen", "globex.example");

        Duration retry = settle(acme, "stolen");

        assertEquals(Duration.ofMinutes(5), retry);
        assertTrue(events(acme).contains("CertificateFailed: a certificate for globex.example: unauthorized: under globex.example there is nothing."
                + " It is asked for again in 5 minutes"), events(acme).toString());
        assertTrue(world.snapshot(acme).find(Types.SECRETS, "default", "stolen-tls").isEmpty());
        settle(globex, "theirs");
        assertTrue(world.snapshot(globex).find(Types.SECRETS, "default", "theirs-tls").isPresent());
        assertEquals(2, server.accounts());
        // What failed waits longer each time.
        world.time.advance(retry);
        assertEquals(Duration.ofMinutes(10), settle(acme, "stolen"));
    }

    @Test
    void secretOfSomebodyElseIsLeftAsItIs() throws Exception {
        names.put("shop.example", acme);
        world.writes(acme).create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace("default").withName("shop-tls").endMetadata()
                .withData(Map.of("password", "c2VjcmV0")).build());
        ingress(acme, "shop", "shop.example");

        settle(acme, "shop");

        assertEquals(Map.of("password", "c2VjcmV0"), world.require(acme, Types.SECRETS, "default", "shop-tls").getData());
        assertEquals(0, server.orders());
        assertTrue(events(acme).getFirst().startsWith("CertificateNotOrdered: Secret shop-tls is there and was not made by an order"));
    }

    @Test
    void namesThatCannotBeATenantsAreNotAskedFor() throws Exception {
        for (String host : List.of("*.shop.example", "shop.acme.apps.marina.example", "localhost", "10.0.0.1", "bad_name.example")) {
            ingress(acme, "n" + Math.abs(host.hashCode()), host);
            settle(acme, "n" + Math.abs(host.hashCode()));
        }

        assertEquals(0, server.orders());
        assertEquals(5, events(acme).stream().filter(event -> event.startsWith("CertificateNotOrdered: spec.tls for Secret n")).count(),
                events(acme).toString());
    }

    @Test
    void clusterBeginsTenOrdersAnHour() throws Exception {
        for (int i = 0; i < 12; i++) {
            names.put("h%d.example".formatted(i), acme);
            ingress(acme, "i" + i, "h%d.example".formatted(i));
            world.reconcile(reconciler, acme, "default", "i" + i + "-tls");
        }

        assertEquals(10, server.orders());
        names.put("other.example", globex);
        ingress(globex, "other", "other.example");
        settle(globex, "other");
        assertEquals(11, server.orders());
        world.time.advance(Duration.ofHours(1));
        settle(acme, "i11");
        assertTrue(world.snapshot(acme).find(Types.SECRETS, "default", "i11-tls").isPresent());
    }

    @Test
    void refusalOfTheServerIsNamed() throws Exception {
        server.refusal = Optional.of("rateLimited");
        ingress(acme, "shop", "shop.example");

        assertEquals(Duration.ofMinutes(5), settle(acme, "shop"));

        assertTrue(events(acme).getFirst().startsWith("CertificateFailed: a certificate for shop.example: rateLimited: too many of them"),
                events(acme).toString());
    }

    @Test
    void orderThatATenantRewritesLeadsNowhereElse() throws Exception {
        names.put("shop.example", acme);
        ingress(acme, "shop", "shop.example");
        world.reconcile(reconciler, acme, "default", "shop-tls");
        Secret order = world.snapshot(acme).list(Types.SECRETS, "kube-system").stream().filter(secret -> secret.getData().containsKey("order")).findFirst()
                .orElseThrow();
        String text = new String(Base64.getDecoder().decode(order.getData().get("order"))).replace("https://localhost:", "https://127.0.0.1:");
        world.writes(acme).update(Types.SECRETS, new SecretBuilder(order).addToData("order", Base64.getEncoder().encodeToString(text.getBytes())).build());
        int looked = server.looked.size();

        settle(acme, "shop");

        assertEquals(looked, server.looked.size());
        assertTrue(events(acme).stream().anyMatch(event -> event.contains("a URL of another origin than its directory's")), events(acme).toString());
    }

    @Test
    void ingressThatDoesNotAskGetsNoneAndWithoutAServerOneIsToldSo() throws Exception {
        world.writes(acme).create(Types.INGRESSES,
                new IngressBuilder().withNewMetadata().withNamespace("default").withName("plain").endMetadata().withNewSpec().withIngressClassName("marina")
                        .addNewTl().withHosts("a.example").withSecretName("s").endTl().endSpec().build());
        world.reconcile(reconciler, acme, "default", "s");
        assertEquals(List.of(), events(acme));

        ingress(acme, "shop", "shop.example");
        world.reconcile(new CertificateReconciler(Optional.empty(), IngressReconciler.certificateAskers(), Optional.empty()), acme, "default", "shop-tls");
        assertEquals(List.of("CertificateNotOrdered: this installation has no ACME server: its operator names one by MARINA_ACME_DIRECTORY"), events(acme));
    }

    // -- Gateways and HTTPProxies

    private static final ResourceType<GenericKubernetesResource> CLASSES = type("gateway.networking.k8s.io", "gatewayclasses", "GatewayClass", false);
    private static final ResourceType<GenericKubernetesResource> GATEWAYS = type("gateway.networking.k8s.io", "gateways", "Gateway", true);
    private static final ResourceType<GenericKubernetesResource> PROXIES = type("projectcontour.io", "httpproxies", "HTTPProxy", true);

    private static ResourceType<GenericKubernetesResource> type(String group, String plural, String kind, boolean namespaced) {
        return new ResourceType<>(new GroupVersionResource(group, "v1", plural), kind, namespaced, GenericKubernetesResource.class);
    }

    /// @param spec YAML in one line, without its braces
    private void create(ClusterId cluster, ResourceType<GenericKubernetesResource> type, String name, String spec) {
        world.writes(cluster).create(type, Serialization.unmarshal("""
                apiVersion: %s/v1
                kind: %s
                metadata: {name: %s%s, annotations: {marina.dev/acme: "true"}}
                spec: {%s}
                """.formatted(type.resource().group(), type.kind(), name, type.namespaced() ? ", namespace: default" : "", spec),
                GenericKubernetesResource.class));
    }

    private void gateway(ClusterId cluster, String name, String listeners) {
        if (world.snapshot(cluster).list(CLASSES, "").isEmpty()) {
            create(cluster, CLASSES, "marina", "controllerName: marina.dev/gateway");
        }
        create(cluster, GATEWAYS, name, "gatewayClassName: marina, listeners: [%s]".formatted(listeners));
    }

    private static String https(String host, String secret) {
        return "{name: \"%s\", port: 443, protocol: HTTPS, hostname: \"%1$s\", tls: {certificateRefs: [%s]}}".formatted(host, secret);
    }

    private static final String HTTP = "{name: http, port: 80, protocol: HTTP}";

    @Test
    void gatewaysListenersOfOneSecretHaveOneCertificate() throws Exception {
        names.put("a.example", acme);
        names.put("b.example", acme);
        gateway(acme, "edge", String.join(", ", HTTP, https("B.example", "{name: edge-tls}"), https("a.example", "{name: edge-tls}")));

        settle(acme, "edge");

        assertEquals(2, certificate(acme, "edge-tls").getSubjectAlternativeNames().size());
        assertTrue(events(acme).contains("CertificateIssued: the certificate for a.example, b.example is in Secret edge-tls"), events(acme).toString());
    }

    @Test
    void gatewayWhoseNameCouldNotBeProvedOrdersNothing() throws Exception {
        gateway(acme, "closed", https("a.example", "{name: closed-tls}"));
        gateway(acme, "other", HTTP + ", " + https("b.example", "{name: other-tls, namespace: kube-system}"));
        gateway(acme, "wild", HTTP + ", " + https("*.example", "{name: wild-tls}"));
        gateway(acme, "narrow", "{name: http, port: 80, protocol: HTTP, hostname: x.example}, " + https("c.example", "{name: narrow-tls}"));
        create(acme, GATEWAYS, "foreign", "gatewayClassName: envoy, listeners: [%s, %s]".formatted(HTTP, https("d.example", "{name: foreign-tls}")));
        for (String name : List.of("closed", "other", "wild", "narrow", "foreign")) {
            settle(acme, name);
        }

        assertEquals(0, server.orders());
        assertEquals(List.of(
                "CertificateNotOrdered: spec.listeners for Secret closed-tls: \"a.example\" has no listener with protocol HTTP at port 80 in this Gateway,"
                        + " where the server would look",
                "CertificateNotOrdered: spec.listeners for Secret narrow-tls: \"c.example\" has no listener with protocol HTTP at port 80 in this Gateway,"
                        + " where the server would look",
                "CertificateNotOrdered: spec.listeners for Secret other-tls: \"b.example\" is to have a Secret of namespace kube-system; certificates are put"
                        + " into Secrets of the Gateway's own",
                "CertificateNotOrdered: spec.listeners for Secret wild-tls: \"*.example\" stands for many names; a challenge by HTTP proves one name alone"),
                events(acme).stream().sorted().toList());
    }

    @Test
    void proxyHasItsCertificateInItsOwnNamespaceAndAnotherTenantWithTheSameNameNone() throws Exception {
        names.put("shop.example", acme);
        for (ClusterId cluster : List.of(acme, globex)) {
            create(cluster, PROXIES, "shop", "virtualhost: {fqdn: Shop.example, tls: {secretName: shop-tls}}");
        }
        create(acme, PROXIES, "lent", "virtualhost: {fqdn: lent.example, tls: {secretName: kube-system/lent-tls}}");
        create(acme, PROXIES, "odd", "virtualhost: {fqdn: odd.example, tls: {secretName: \"default/../odd-tls\"}}");
        create(acme, PROXIES, "passed", "virtualhost: {fqdn: passed.example, tls: {passthrough: true}}");

        settle(acme, "shop");
        settle(acme, "lent");
        world.reconcile(reconciler, acme, "default", "../odd-tls");
        Duration retry = settle(globex, "shop");

        assertEquals(1, certificate(acme, "shop-tls").getSubjectAlternativeNames().size());
        assertEquals(Duration.ofMinutes(5), retry);
        assertTrue(world.snapshot(globex).find(Types.SECRETS, "default", "shop-tls").isEmpty());
        assertEquals(2, server.orders());
        assertEquals(List.of("spec.virtualhost.tls for Secret ../odd-tls: this is no name of a Secret; small letters, digits, - and . would be right",
                "spec.virtualhost.tls for Secret lent-tls: \"lent.example\" is to have a Secret of namespace kube-system; certificates are put into Secrets of"
                        + " the HTTPProxy's own"),
                events(acme).stream().filter(event -> event.startsWith("CertificateNotOrdered: ")).map(event -> event.substring(23)).sorted().toList());
    }

    @Test
    void ofTwoThatWantOneSecretForDifferentNamesTheOlderHasIt() throws Exception {
        names.put("a.example", acme);
        names.put("b.example", acme);
        ingress(acme, "shop", "a.example");
        world.time.advance(Duration.ofSeconds(5));
        create(acme, PROXIES, "late", "virtualhost: {fqdn: b.example, tls: {secretName: shop-tls}}");

        settle(acme, "shop");
        settle(acme, "shop");

        assertEquals(1, server.orders());
        assertEquals("a.example", certificate(acme, "shop-tls").getSubjectAlternativeNames().iterator().next().get(1));
        assertTrue(events(acme).contains("CertificateNotOrdered: Secret shop-tls is to be for a.example by the older Ingress shop: two certificates have two"
                + " Secrets"), events(acme).toString());
        // And when the older one is gone the other has its turn.
        world.writes(acme).delete(Types.INGRESSES, world.require(acme, Types.INGRESSES, "default", "shop"));
        settle(acme, "shop");
        assertEquals("b.example", certificate(acme, "shop-tls").getSubjectAlternativeNames().iterator().next().get(1));
    }

    @Test
    void whoeverAsksIsLookedAtWhenItChangesAndWhenItsCertificateDoes() {
        names.put("a.example", acme);
        names.put("b.example", acme);
        names.put("c.example", acme);
        world.start(List.of(CertificateReconciler.controller(Optional.of(server.directory()), IngressReconciler.certificateAskers(), Optional.empty())));

        ingress(acme, "one", "a.example");
        gateway(acme, "two", HTTP + ", " + https("b.example", "{name: two-tls}"));
        create(acme, PROXIES, "three", "virtualhost: {fqdn: c.example, tls: {secretName: three-tls}}");

        world.await("all are ordered", () -> server.orders() == 3, () -> events(acme));
        assertEquals(0, world.snapshot(globex).list(Types.EVENTS, "default").size());
    }

    @Test
    void directoryIsReachedByTlsAlone() {
        assertThrows(IllegalArgumentException.class, () -> new AcmeDirectory(URI.create("http://ca.example/directory"), Optional.empty(), Optional.empty()));
        assertFalse(server.directory().hasOriginOf(URI.create("https://localhost/")));
        assertTrue(server.directory().hasOriginOf(server.uri()));
    }
}
