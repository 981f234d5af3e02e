package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class NodeAgentTest {
    @Test
    void nameserversAreReadInTheirOrder() {
        assertEquals(List.of("10.0.0.1", "10.0.0.2"), NodeAgent.nameservers("# a comment\nsearch example.org\nnameserver 10.0.0.1\nnameserver   10.0.0.2 \n"));
    }
}
