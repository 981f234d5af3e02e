package dev.marina.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

class ApplicationAddressTest {
    private static final Service WEB = new ServiceBuilder().withNewSpec().addNewPort().withPort(80).withNodePort(30080).endPort().endSpec().build();
    private static final Node NEW = new NodeBuilder().withNewStatus().addNewAddress().withType("Hostname").withAddress("n1").endAddress().endStatus().build();
    private static final Node READY = new NodeBuilder(NEW).editStatus().addNewAddress().withType("InternalIP").withAddress("100.64.0.10").endAddress()
            .endStatus().build();

    @Test
    void itIsTheServicesPortOnTheFirstNodeThatHasAnAddress() {
        assertEquals(Optional.of("http://100.64.0.10:30080/"), ApplicationAddress.of(WEB, List.of(new Node(), NEW, READY)));
    }

    @Test
    void thereIsNoneWhileAnythingOfItIsMissing() {
        Service inside = new ServiceBuilder().withNewSpec().addNewPort().withPort(80).endPort().endSpec().build();

        assertEquals(Optional.empty(), ApplicationAddress.of(null, List.of(READY)));
        assertEquals(Optional.empty(), ApplicationAddress.of(inside, List.of(READY)));
        assertEquals(Optional.empty(), ApplicationAddress.of(WEB, List.of(NEW)));
    }
}
