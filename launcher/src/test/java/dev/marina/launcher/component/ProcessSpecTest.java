package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ProcessSpecTest {
    private static final ProcessSpec SPEC = new ProcessSpec(List.of("server", "--port=1"), Map.of("A", "1", "B", "2"), Path.of("/"), List.of("key: value"));

    @Test
    void theSameStartHasTheSameFingerprint() {
        assertEquals(SPEC.fingerprint(),
                new ProcessSpec(List.of("server", "--port=1"), Map.of("B", "2", "A", "1"), Path.of("/"), List.of("key: value")).fingerprint());
    }

    @Test
    void aChangedConfigurationFileIsAnotherStart() {
        assertNotEquals(SPEC.fingerprint(), new ProcessSpec(SPEC.command(), SPEC.environment(), SPEC.directory(), List.of("key: other")).fingerprint());
    }

    @Test
    void aChangedVariableIsAnotherStart() {
        assertNotEquals(SPEC.fingerprint(), new ProcessSpec(SPEC.command(), Map.of("A", "1", "B", "3"), SPEC.directory(), SPEC.inputs()).fingerprint());
    }
}
