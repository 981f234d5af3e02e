package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Networks and addresses of Services as clients see them.
class ServiceAddressesTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @Test
    void everyAddressOfAServiceIsAnIpAddressThatNamesItUntilItGoes() {
        KubernetesClient client = plane.admin("acme", "addresses");
        String address = client.resource(service("web", "ClusterIP")).create().getSpec().getClusterIP();

        Await.until("the address is told", () -> address(client, address) != null);
        assertEquals(List.of("services", "default", "web"), List.of(address(client, address).getSpec().getParentRef().getResource(),
                address(client, address).getSpec().getParentRef().getNamespace(), address(client, address).getSpec().getParentRef().getName()));

        client.resources(IPAddress.class).withName(address).delete();
        Await.until("it is told again", () -> address(client, address) != null);
        client.services().inNamespace("default").withName("web").delete();
        Await.until("it is free", () -> address(client, address) == null);
    }

    @Test
    void aClusterBeginsWithWhatItsControllersWouldWriteAboutItsFirstNetwork() {
        KubernetesClient client = plane.admin("acme", "begins");
        client.resource(new ServiceCIDRBuilder().withNewMetadata().withName("more").endMetadata().withNewSpec().withCidrs("10.250.0.0/29").endSpec().build())
                .create();
        Await.until("the controllers have looked", () -> ready(client, "more", "True"));

        assertTrue(ready(client, "kubernetes", "True"));
        assertEquals(List.of(), cidr(client, "kubernetes").getMetadata().getManagedFields(), "nobody has written it since");
        assertEquals("kubernetes", address(client, "10.96.0.1").getSpec().getParentRef().getName());
        assertEquals(List.of(), address(client, "10.96.0.1").getMetadata().getManagedFields(), "nobody has written it since");
    }

    @Test
    void anAddressThatSomebodyElseHasIsNoServices() {
        KubernetesClient client = plane.admin("acme", "taken");
        client.resource(new IPAddressBuilder().withNewMetadata().withName("10.96.7.7").endMetadata()
                .withNewSpec().withNewParentRef().withGroup("example.com").withResource("gateways").withName("g").endParentRef().endSpec().build()).create();

        assertRefused(422, "already allocated", client, service("web", "ClusterIP", "10.96.7.7"));
        assertRefused(422, "does not match the current range", client, service("web", "ClusterIP", "192.0.2.1"));
    }

    @Test
    void aFurtherNetworkGivesAddressesAndStaysWhileAServiceHasOne() {
        KubernetesClient client = plane.admin("acme", "networks");
        assertEquals(List.of("10.96.0.0/16"), cidr(client, "kubernetes").getSpec().getCidrs());
        client.resource(new ServiceCIDRBuilder().withNewMetadata().withName("more").endMetadata().withNewSpec().withCidrs("10.250.0.0/29").endSpec().build())
                .create();
        Await.until("it is ready", () -> ready(client, "more", "True"));
        client.resource(service("web", "ClusterIP", "10.250.0.5")).create();
        Await.until("its address is told", () -> address(client, "10.250.0.5") != null);

        client.resources(ServiceCIDR.class).withName("more").delete();
        Await.until("it waits", () -> ready(client, "more", "False"));
        assertRefused(422, "does not match the current range", client, service("late", "ClusterIP", "10.250.0.6"));
        client.services().inNamespace("default").withName("web").delete();
        Await.until("it goes", () -> cidr(client, "more") == null);
    }

    @Test
    void aServiceThatBecomesAnExternalNameGivesItsAddressAndNodePortBack() {
        KubernetesClient client = plane.admin("acme", "external");
        Service made = client.resource(service("web", "NodePort")).create();
        assertTrue(made.getSpec().getPorts().getFirst().getNodePort() > 0);

        Service changed = client
                .resource(new ServiceBuilder(made).editSpec().withType("ExternalName").withExternalName("example.com").endSpec().build()).update();

        assertNull(changed.getSpec().getClusterIP());
        assertNull(changed.getSpec().getPorts().getFirst().getNodePort());
        assertNull(changed.getSpec().getExternalTrafficPolicy());
        client.resource(service("other", "ClusterIP", made.getSpec().getClusterIP())).create();
        Service back = client.resource(new ServiceBuilder(changed).editSpec().withType("NodePort").withExternalName(null).endSpec().build()).update();
        assertTrue(back.getSpec().getPorts().getFirst().getNodePort() > 0);
    }

    @Test
    void whatEveryClusterHasIsMadeAgain() {
        KubernetesClient client = plane.admin("acme", "again");
        client.endpoints().inNamespace("default").withName("kubernetes").delete();

        plane.cluster("acme", "again");

        assertEquals("169.254.1.1",
                client.endpoints().inNamespace("default").withName("kubernetes").get().getSubsets().getFirst().getAddresses().getFirst().getIp());
    }

    private static void assertRefused(int code, String part, KubernetesClient client, Service service) {
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> client.resource(service).create());
        assertEquals(code, refused.getCode(), refused::getMessage);
        assertTrue(refused.getMessage().contains(part), refused::getMessage);
    }

    private static Service service(String name, String type) {
        return service(name, type, null);
    }

    private static Service service(String name, String type, String address) {
        return new ServiceBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().withType(type).withClusterIP(address).addToSelector("app", name).addNewPort().withPort(80).endPort().endSpec().build();
    }

    private static IPAddress address(KubernetesClient client, String address) {
        return client.resources(IPAddress.class).withName(address).get();
    }

    private static ServiceCIDR cidr(KubernetesClient client, String name) {
        return client.resources(ServiceCIDR.class).withName(name).get();
    }

    private static boolean ready(KubernetesClient client, String name, String status) {
        ServiceCIDR cidr = cidr(client, name);
        return cidr != null && cidr.getStatus() != null && cidr.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals(status));
    }
}
