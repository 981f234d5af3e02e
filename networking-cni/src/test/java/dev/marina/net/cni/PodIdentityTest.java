package dev.marina.net.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PodIdentityTest {

    @Test
    void podIsWhatTheRuntimeSays() {
        assertEquals(new PodIdentity("default", "1-2"), PodIdentity.of(Map.of("K8S_POD_NAMESPACE", "default", "K8S_POD_UID", "1-2", "K8S_POD_NAME", "web")));
    }

    @Test
    void containerOfWhichNothingIsSaidIsNoPod() {
        assertEquals(PodIdentity.NONE, PodIdentity.of(Map.of("IgnoreUnknown", "1")));
    }

    @Test
    void podThatIsSaidInPartIsRefused() {
        assertThrows(CniException.class, () -> PodIdentity.of(Map.of("K8S_POD_NAMESPACE", "default")));
        assertThrows(CniException.class, () -> PodIdentity.of(Map.of("K8S_POD_UID", "1-2")));
        assertThrows(CniException.class, () -> PodIdentity.of(Map.of("K8S_POD_NAMESPACE", "default", "K8S_POD_UID", "1 2")));
    }
}
