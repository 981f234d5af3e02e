package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Privileges;

class ProcessSpecTest {
    private static final Privileges ROOT = new Privileges.Root("a test");
    private static final ProcessSpec SPEC = new ProcessSpec(ROOT, List.of("server", "--port=1"), Map.of("A", "1", "B", "2"), Path.of("/"),
            List.of("key: value"));

    @Test
    void theSameStartHasTheSameFingerprint() {
        assertEquals(SPEC.fingerprint(),
                new ProcessSpec(ROOT, List.of("server", "--port=1"), Map.of("B", "2", "A", "1"), Path.of("/"), List.of("key: value")).fingerprint());
    }

    @Test
    void aChangedConfigurationFileIsAnotherStart() {
        assertNotEquals(SPEC.fingerprint(), new ProcessSpec(ROOT, SPEC.command(), SPEC.environment(), SPEC.directory(), List.of("key: other")).fingerprint());
    }

    @Test
    void aChangedVariableIsAnotherStart() {
        assertNotEquals(SPEC.fingerprint(), new ProcessSpec(ROOT, SPEC.command(), Map.of("A", "1", "B", "3"), SPEC.directory(), SPEC.inputs()).fingerprint());
    }

    @Test
    void anotherUserIsAnotherStart() {
        Privileges own = Privileges.of(new Account("marina-a1b2c3-etcd", 990, 991));

        assertNotEquals(SPEC.fingerprint(), new ProcessSpec(own, SPEC.command(), SPEC.environment(), SPEC.directory(), SPEC.inputs()).fingerprint());
    }
}
