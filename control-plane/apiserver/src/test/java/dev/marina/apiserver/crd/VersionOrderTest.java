package dev.marina.apiserver.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {

    @Test
    void stableVersionsComeFirst() {
        assertEquals(List.of("v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"),
                List.of("foo10", "v1", "v11alpha2", "v10beta3", "foo1", "v2", "v12alpha1", "v3beta1", "v11beta2", "v10").stream()
                        .sorted(VersionOrder.BEST_FIRST).toList());
    }
}
