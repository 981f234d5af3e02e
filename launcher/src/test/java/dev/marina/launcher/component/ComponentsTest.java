package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.marina.launcher.instance.Settings;

class ComponentsTest {
    @Test
    void theListIsTheOneThatPeopleKnow() {
        assertEquals(
                List.of("etcd", "postgres", "keycloak", "control-plane", "containerd", "docker", "node-agent", "registry", "registry-gate", "payara", "front"),
                Components.standard().stream().map(Component::name).toList());
    }

    @Test
    void nobodyWaitsForWhatComesLater() {
        // Stopping goes through the list backwards, so each part is stopped before what it needs.
        List<String> before = new ArrayList<>();
        for (Component component : Components.standard()) {
            assertTrue(before.containsAll(component.after()), component.name() + " waits for " + component.after() + ", before it come " + before);
            before.add(component.name());
        }
    }

    @Test
    void ofSeveralEachHasItsNameBesideTheFirst() {
        assertEquals(List.of("etcd", "etcd-2", "etcd-3", "postgres", "keycloak", "control-plane", "control-plane-2", "containerd", "docker", "node-agent",
                "registry", "registry-gate", "payara", "payara-2", "front"), Components.all().stream().map(Component::name).toList());
        assertEquals(List.of("etcd", "etcd-2", "etcd-3", "front"),
                Components.of(new Settings(Map.of("replicas", "etcd=3", "components", "etcd,front"))).stream().map(Component::name).toList());
    }
}
