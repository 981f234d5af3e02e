package dev.marina.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.ApiServerConfig.BehindFront;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.controllers.application.ApplicationDomain;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlPlaneConfigTest {

    private static ObjectNode least() throws IOException {
        return (ObjectNode) new YAMLMapper().readTree("""
                {instance: one, home: /tmp, api-port: 6443, internal-port: 1, agent-port: 2, proxy-port: 3, etcd-endpoints: "http://127.0.0.1:1"}""");
    }

    @Test
    void applicationsHaveNamesWhereTheInstallationGivesThemADomain() throws IOException {
        assertEquals(Optional.empty(), ControlPlaneConfig.of(least(), "here").applications());
        assertEquals(Optional.of(new ApplicationDomain("apps.localhost", 8080)),
                ControlPlaneConfig.of(least().put("apps-domain", "apps.localhost").put("apps-port", 8080), "here").applications());
    }

    @Test
    void aDomainWithoutAPortIsRefusedByName() throws IOException {
        ObjectNode lacking = least().put("apps-domain", "apps.localhost");

        assertEquals("here: apps-port is missing", assertThrows(IllegalArgumentException.class, () -> ControlPlaneConfig.of(lacking, "here")).getMessage());
    }

    @Test
    void certificatesAreOrderedWhereTheInstallationNamesAServer() throws IOException {
        assertEquals(Optional.empty(), ControlPlaneConfig.of(least(), "here").certificates());
        assertEquals(Optional.of("ops@example.org"), ControlPlaneConfig.of(least().put("acme-directory", "https://ca.example/directory")
                .put("acme-contact", "ops@example.org"), "here").certificates().orElseThrow().contact());
        ObjectNode plain = least().put("acme-directory", "http://ca.example/directory");
        ObjectNode unknown = least().put("acme-directory", "https://ca.example/directory").put("acme-ca", "/nowhere/ca.pem");

        assertEquals("acme-directory is http://ca.example/directory; it must be the https:// URL of an ACME server's directory",
                assertThrows(IllegalArgumentException.class, () -> ControlPlaneConfig.of(plain, "here")).getMessage());
        assertEquals("acme-ca is /nowhere/ca.pem, which holds no certificates that can be read",
                assertThrows(IllegalArgumentException.class, () -> ControlPlaneConfig.of(unknown, "here")).getMessage());
    }

    @Test
    void oneOfSeveralListensBehindAFront() throws IOException {
        assertEquals(Optional.empty(), ControlPlaneConfig.of(least(), "here").standby());
        assertEquals(Optional.of(new BehindFront(21, 22, 23)), ControlPlaneConfig.of(least().put("standby-api-port", 21).put("standby-agent-port", 22)
                .put("standby-proxy-port", 23), "here").standby());
        ObjectNode lacking = least().put("standby-api-port", 21);

        assertEquals("here: standby-agent-port is missing",
                assertThrows(IllegalArgumentException.class, () -> ControlPlaneConfig.of(lacking, "here")).getMessage());
    }
}
