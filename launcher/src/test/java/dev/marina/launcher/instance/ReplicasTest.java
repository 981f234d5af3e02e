package dev.marina.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.marina.launcher.Complaint;

class ReplicasTest {
    @Test
    void ofWhatIsNotNamedThereIsOne() {
        assertEquals(new Replicas(1, 1, 1), Replicas.of(""));
        assertEquals(new Replicas(3, 1, 1), Replicas.of("etcd=3"));
        assertEquals(new Replicas(3, 2, 2), Replicas.of(" payara=2, etcd=3,control-plane=2,"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd=2", "etcd=5", "control-plane=3", "payara=0", "payara=-1", "payara", "keycloak=2", "etcd=three", "etcd=1=1"})
    void whatCannotBeIsNamed(String wrong) {
        Complaint complaint = assertThrows(Complaint.class, () -> Replicas.of("control-plane=2," + wrong));

        assertTrue(complaint.getMessage().startsWith("MARINA_REPLICAS has '" + wrong + "'"), complaint.getMessage());
        assertTrue(complaint.getMessage().endsWith("such as etcd=3,control-plane=2,payara=2"), complaint.getMessage());
    }

    @Test
    void anEtcdElsewhereHasNoMembersHere() {
        Map<String, String> both = Map.of("MARINA_REPLICAS", "etcd=3", "MARINA_ETCD_ENDPOINTS", "http://192.0.2.1:2379");

        assertThrows(Complaint.class, () -> Settings.resolve(Map.of(), Map.of(), both));
        assertEquals(2, Settings.resolve(Map.of(), Map.of(), Map.of("MARINA_REPLICAS", "control-plane=2", "MARINA_ETCD_ENDPOINTS", "http://192.0.2.1:2379"))
                .replicas().controlPlane());
    }
}
