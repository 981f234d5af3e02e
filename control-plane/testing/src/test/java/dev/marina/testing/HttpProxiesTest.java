package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// HTTPProxies of two tenants, as clients see them.
class HttpProxiesTest {

    private static final String VERSION = "projectcontour.io/v1";

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static KubernetesClient cluster(String tenant, String name) throws IOException {
        KubernetesClient client = plane.admin(tenant, name);
        String text = Files.readString(Path.of("../../examples/httpproxy/definitions.yaml"));
        client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items().forEach(item -> client.resource(item).create());
        Await.until("the type is served", () -> {
            try {
                return client.genericKubernetesResources(VERSION, "HTTPProxy").inNamespace("default").list() != null;
            } catch (KubernetesClientException _) {
                return false;
            }
        });
        client.resource(new ServiceBuilder().withNewMetadata().withNamespace("default").withName("web").endMetadata().withNewSpec().addNewPort().withPort(80)
                .endPort().endSpec().build()).create();
        return client;
    }

    private static void apply(KubernetesClient client, String namespace, String name, String spec) {
        client.resource(Serialization.unmarshal("""
                apiVersion: projectcontour.io/v1
                kind: HTTPProxy
                metadata: {name: %s, namespace: %s}
                spec: {%s}
                """.formatted(name, namespace, spec), GenericKubernetesResource.class)).create();
    }

    private static String status(KubernetesClient client, String namespace, String name) {
        GenericKubernetesResource proxy = client.genericKubernetesResources(VERSION, "HTTPProxy").inNamespace(namespace).withName(name).get();
        String said = proxy == null ? "absent" : proxy.get("status", "currentStatus");
        return said == null ? "" : said;
    }

    private static String configuration(KubernetesClient client) {
        var secret = client.secrets().inNamespace("kube-system").withName("marina-ingress").get();
        return secret == null ? "" : new String(Base64.getDecoder().decode(secret.getData().get("nginx.conf")), StandardCharsets.UTF_8);
    }

    @Test
    void eachTenantsProxiesAreInNginxOfTheirOwnClusterAndSaidToBeValid() throws IOException {
        KubernetesClient acme = cluster("acme", "proxied");
        KubernetesClient beta = cluster("beta", "proxied");
        apply(acme, "default", "shop",
                "virtualhost: {fqdn: shop.example}, routes: [{services: [{name: web, port: 80}]}], includes: [{name: team, namespace: team,"
                        + " conditions: [{prefix: /team}]}]");
        // The same name is no matter between tenants.
        apply(beta, "default", "shop", "virtualhost: {fqdn: shop.example}, routes: [{conditions: [{prefix: /beta}], services: [{name: web, port: 80}]}]");

        Await.until("the include is missed", () -> status(acme, "default", "shop").equals("invalid"));
        Await.until("the other's is valid", () -> status(beta, "default", "shop").equals("valid"));
        assertTrue(configuration(acme).contains("server_name \"shop.example\"") && !configuration(acme).contains("/beta"));
        assertFalse(configuration(beta).contains("/team"));
        acme.resource(new NamespaceBuilder().withNewMetadata().withName("team").endMetadata().build()).create();
        apply(acme, "team", "team", "routes: [{directResponsePolicy: {statusCode: 200, body: team}}]");
        Await.until("all is there", () -> status(acme, "default", "shop").equals("valid") && status(acme, "team", "team").equals("valid"));
        Await.until("and in nginx", () -> configuration(acme).contains("return 200 \"team\""));
        String description = acme.genericKubernetesResources(VERSION, "HTTPProxy").inNamespace("default").withName("shop").get().get("status", "description");
        assertEquals("Valid HTTPProxy", description);

        acme.genericKubernetesResources(VERSION, "HTTPProxy").inNamespace("default").withName("shop").delete();
        Await.until("the child is an orphan", () -> status(acme, "team", "team").equals("orphaned"));
        acme.genericKubernetesResources(VERSION, "HTTPProxy").inNamespace("team").withName("team").delete();
        Await.until("all has gone", () -> acme.secrets().inNamespace("kube-system").withName("marina-ingress").get() == null);
        assertFalse(configuration(beta).isEmpty());
    }

    /// Whoever runs Contour or another beside the entrance says so by the classes.
    @Test
    void proxiesOfOtherClassesAreLeftAlone() throws IOException {
        KubernetesClient client = cluster("acme", "classes");
        apply(client, "default", "theirs", "ingressClassName: contour, virtualhost: {fqdn: a.example}, routes: [{services: [{name: web, port: 80}]}]");
        apply(client, "default", "ours", "ingressClassName: marina, virtualhost: {fqdn: a.example}, routes: [{services: [{name: web, port: 80}]}]");
        Await.until("ours is valid", () -> status(client, "default", "ours").equals("valid"));
        assertEquals("", status(client, "default", "theirs"));

        client.resource(new IngressClassBuilder().withNewMetadata().withName("contour").addToAnnotations("ingressclass.kubernetes.io/is-default-class", "true")
                .endMetadata().withNewSpec().withController("projectcontour.io/contour").endSpec().build()).create();
        apply(client, "default", "none", "virtualhost: {fqdn: b.example}, routes: [{services: [{name: web, port: 80}]}]");
        apply(client, "default", "later", "ingressClassName: marina, virtualhost: {fqdn: c.example}, routes: [{services: [{name: web, port: 80}]}]");
        Await.until("what came later was looked at", () -> status(client, "default", "later").equals("valid"));
        assertEquals("", status(client, "default", "none"));
    }

    @Test
    void whatTheDefinitionDoesNotAllowIsRefusedWithTheField() throws IOException {
        KubernetesClient client = cluster("acme", "strict");
        for (String spec : List.of("virtualhost: {fqdn: 'a b'}", "routes: [{services: [{name: web, port: 0}]}]", "routes: [{services: [{name: web}]}]",
                "routes: [{retryPolicy: {retryOn: [never]}}]", "routes: [{timeoutPolicy: {response: soon}}]",
                "routes: [{directResponsePolicy: {statusCode: 99}}]", "routes: [{ipAllowPolicy: [{cidr: 10.0.0.0/8, source: Anybody}]}]")) {
            KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> apply(client, "default", "wrong", spec));
            assertEquals(422, refused.getCode(), spec);
            assertTrue(refused.getMessage().contains("spec."), refused::getMessage);
        }
    }
}
