package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Services of type LoadBalancer and Gateways of two tenants, as clients see them.
class LoadBalancersAndGatewaysTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @BeforeAll
    static void plans() {
        KubernetesClient management = plane.admin("marina", "management");
        for (String tenant : List.of("acme", "beta")) {
            if (management.namespaces().withName(tenant).get() == null) {
                management.resource(new NamespaceBuilder().withNewMetadata().withName(tenant).endMetadata().build()).create();
            }
            management.resource(new ConfigMapBuilder().withNewMetadata().withNamespace(tenant).withName("plan").endMetadata()
                    .withData(Map.of("nodes", "9")).build()).create();
        }
    }

    private static Service balanced(KubernetesClient client, String name, boolean local) {
        return client.resource(new ServiceBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata().withNewSpec()
                .withType("LoadBalancer").withAllocateLoadBalancerNodePorts(false).withExternalTrafficPolicy(local ? "Local" : "Cluster").addNewPort()
                .withPort(80)
                .endPort().endSpec().build()).create();
    }

    private static Optional<String> address(KubernetesClient client, String namespace, String name) {
        return Optional.ofNullable(client.services().inNamespace(namespace).withName(name).get())
                .flatMap(service -> service.getStatus().getLoadBalancer().getIngress().stream().findFirst()).map(LoadBalancerIngress::getIp);
    }

    private static String awaitAddress(KubernetesClient client, String name) {
        Await.until("%s has an address".formatted(name), () -> address(client, "default", name).isPresent());
        return address(client, "default", name).orElseThrow();
    }

    @Test
    void servicesOfTwoTenantsHaveAddressesOfTheRangeAndNeverTheSame() {
        KubernetesClient acme = plane.admin("acme", "balanced");
        KubernetesClient beta = plane.admin("beta", "balanced");
        Service created = balanced(acme, "web", true);
        balanced(beta, "web", false);
        String one = awaitAddress(acme, "web");
        String other = awaitAddress(beta, "web");

        assertNotEquals(one, other);
        assertTrue(one.startsWith("100.64.") && other.startsWith("100.64."), one + " " + other);
        assertNull(created.getSpec().getPorts().getFirst().getNodePort());
        assertTrue(created.getSpec().getHealthCheckNodePort() >= 30_000);
        acme.services().inNamespace("default").withName("web")
                .edit(service -> new ServiceBuilder(service).editSpec().withExternalTrafficPolicy("Cluster").endSpec().build());
        assertNull(acme.services().inNamespace("default").withName("web").get().getSpec().getHealthCheckNodePort());

        acme.services().inNamespace("default").withName("web").delete();
        Await.until("it is gone", () -> acme.services().inNamespace("default").withName("web").get() == null);
        assertTrue(plane.admin("marina", "management").resources(io.fabric8.kubernetes.api.model.networking.v1.IPAddress.class).withName(one).get()
                .getMetadata().getAnnotations().containsKey("marina.dev/released"));
    }

    /// Of a load balancer of the tenant's own. SetDefaults_Service in pkg/apis/core/v1/defaults.go
    @Test
    void anAddressThatSaysNotHowItIsReachedIsReachedAtTheNode() {
        KubernetesClient client = plane.admin("acme", "own-balancer");
        Service made = client.resource(new ServiceBuilder().withNewMetadata().withNamespace("default").withName("web").endMetadata().withNewSpec()
                .withType("LoadBalancer").withLoadBalancerClass("example.com/own").addNewPort().withPort(80).endPort().endSpec().build()).create();

        client.resource(new ServiceBuilder(made).withNewStatus().withNewLoadBalancer().addNewIngress().withIp("192.0.2.7").endIngress().endLoadBalancer()
                .endStatus().build()).patchStatus();

        LoadBalancerIngress said = client.services().inNamespace("default").withName("web").get().getStatus().getLoadBalancer().getIngress().getFirst();
        assertEquals("VIP", said.getIpMode());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        KubernetesClient client = plane.admin("acme", "refused");
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> client.resource(new ServiceBuilder().withNewMetadata()
                .withNamespace("default").withName("web").endMetadata().withNewSpec().withLoadBalancerSourceRanges("10.0.0.0/8").addNewPort().withPort(80)
                .endPort()
                .endSpec().build()).create());

        assertTrue(refused.getMessage().contains("spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'"),
                refused.getMessage());
    }

    private static void definitions(KubernetesClient client) throws IOException {
        String text = Files.readString(Path.of("../../examples/gateway-api/definitions.yaml"));
        client.load(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items().forEach(item -> client.resource(item).create());
        Await.until("the class is accepted", () -> generic(client, "GatewayClass", null, "marina").map(found -> conditions(found, "status"))
                .filter(said -> said.contains("Accepted=True")).isPresent());
    }

    private static Optional<GenericKubernetesResource> generic(KubernetesClient client, String kind, String namespace, String name) {
        var all = client.genericKubernetesResources("gateway.networking.k8s.io/v1", kind);
        try {
            return Optional.ofNullable(namespace == null ? all.withName(name).get() : all.inNamespace(namespace).withName(name).get());
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private static String conditions(GenericKubernetesResource object, Object... path) {
        Object[] whole = java.util.stream.Stream.concat(java.util.Arrays.stream(path), java.util.stream.Stream.of("conditions")).toArray();
        List<Map<String, Object>> conditions = object.get(whole);
        return conditions == null ? "" : conditions.stream().map(each -> each.get("type") + "=" + each.get("status")).toList().toString();
    }

    private static void apply(KubernetesClient client, String manifest) {
        client.resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class)).create();
    }

    @Test
    void aGatewayHasAnAddressAndItsRoutesAreInNginxOfItsOwnCluster() throws IOException {
        KubernetesClient acme = plane.admin("acme", "gated");
        KubernetesClient beta = plane.admin("beta", "gated");
        for (KubernetesClient client : List.of(acme, beta)) {
            definitions(client);
            apply(client, """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: edge, namespace: default}
                    spec: {gatewayClassName: marina, listeners: [{name: http, port: 80, protocol: HTTP}]}
                    """);
        }
        apply(acme, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: shop, namespace: default}
                spec: {parentRefs: [{name: edge}], hostnames: [shop.example], rules: [{backendRefs: [{name: absent, port: 80}]}]}
                """);

        Await.until("the Gateway is programmed", () -> generic(acme, "Gateway", "default", "edge").map(found -> conditions(found, "status"))
                .filter(said -> said.contains("Accepted=True") && said.contains("Programmed=True")).isPresent());
        Await.until("the route is told", () -> generic(acme, "HTTPRoute", "default", "shop")
                .map(found -> conditions(found, "status", "parents", 0)).filter("[Accepted=True, ResolvedRefs=False]"::equals).isPresent());
        Await.until("it is in nginx", () -> configuration(acme).contains("server_name \"shop.example\""));
        Await.until("the other has one", () -> configuration(beta).contains("listen 20000"));
        assertTrue(!configuration(beta).contains("shop.example"));
        GenericKubernetesResource gateway = generic(acme, "Gateway", "default", "edge").orElseThrow();
        assertEquals(Integer.valueOf(1), gateway.get("status", "listeners", 0, "attachedRoutes"));

        acme.genericKubernetesResources("gateway.networking.k8s.io/v1", "Gateway").inNamespace("default").withName("edge").delete();
        Await.until("all has gone", () -> acme.secrets().inNamespace("kube-system").withName("marina-ingress").get() == null
                && acme.services().inNamespace("kube-system").list().getItems().stream()
                        .noneMatch(service -> service.getMetadata().getName().startsWith("gateway-")));
        Await.until("the route has no parent", () -> {
            List<Object> parents = generic(acme, "HTTPRoute", "default", "shop").orElseThrow().get("status", "parents");
            return parents.isEmpty();
        });
    }

    private static String configuration(KubernetesClient client) {
        var secret = client.secrets().inNamespace("kube-system").withName("marina-ingress").get();
        return secret == null ? "" : new String(Base64.getDecoder().decode(secret.getData().get("nginx.conf")), StandardCharsets.UTF_8);
    }
}
