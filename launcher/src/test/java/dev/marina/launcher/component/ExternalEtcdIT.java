package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.instance.Settings;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.tls.Authority;
import dev.marina.launcher.tls.Authority.Purpose;
import dev.marina.launcher.tls.Identity;
import dev.marina.launcher.tls.Pem;

/// An etcd that somebody else runs, which knows its clients by an authority of their own.
class ExternalEtcdIT {
    @TempDir
    private Path directory;
    private Process etcd;
    private String endpoint;
    private Authority authority;

    @BeforeEach
    void start() throws Exception {
        authority = Authority.create("Somebody", Instant.now());
        write("ca.pem", Pem.of(authority.certificate()));
        Identity server = authority.issue("etcd", List.of("127.0.0.1"), List.of(Purpose.SERVER, Purpose.CLIENT), Authority.PUBLIC_LIFE, Instant.now());
        write("server.pem", server.chainPem());
        write("server-key.pem", server.keyPem());
        Identity client = authority.issue("marina", List.of(), List.of(Purpose.CLIENT), Authority.PUBLIC_LIFE, Instant.now());
        write("client.pem", client.chainPem());
        write("client-key.pem", client.keyPem());
        endpoint = "https://127.0.0.1:" + free();
        String peer = "http://127.0.0.1:" + free();
        etcd = new ProcessBuilder("etcd", "--data-dir=" + directory.resolve("data"), "--listen-client-urls=" + endpoint, "--advertise-client-urls=" + endpoint,
                "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer, "--client-cert-auth",
                "--trusted-ca-file=" + directory.resolve("ca.pem"), "--cert-file=" + directory.resolve("server.pem"),
                "--key-file=" + directory.resolve("server-key.pem")).redirectErrorStream(true).redirectOutput(directory.resolve("etcd.log").toFile()).start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        etcd.destroyForcibly().waitFor();
    }

    private void write(String name, String pem) throws IOException {
        Files.writeString(directory.resolve(name), pem);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Settings settings(String endpoints) {
        return new Settings(Map.of("etcd-endpoints", endpoints, "etcd-ca", directory.resolve("ca.pem").toString(), "etcd-cert",
                directory.resolve("client.pem").toString(), "etcd-key", directory.resolve("client-key.pem").toString()));
    }

    @Test
    void itIsAskedByTlsAndOneOfItsAddressesIsEnough() throws Exception {
        ExternalEtcd known = ExternalEtcd.of(settings("https://127.0.0.1:" + free() + "," + endpoint));

        assertTrue(Poll.until(Duration.ofSeconds(20), () -> known.health() instanceof Health.Healthy));
        ExternalEtcd stranger = new ExternalEtcd(List.of(endpoint), known.authorities(), Optional.empty());
        assertInstanceOf(Health.Unhealthy.class, stranger.health());
        Authority other = Authority.create("Other", Instant.now());
        assertInstanceOf(Health.Unhealthy.class, new ExternalEtcd(List.of(endpoint), List.of(other.certificate()), known.own()).health());
    }

    @Test
    void filesThatCannotBeUsedAreNamedBeforeAnythingStarts() throws Exception {
        write("client-key.pem", authority.issue("other", List.of(), List.of(Purpose.CLIENT), Authority.PUBLIC_LIFE, Instant.now()).keyPem());

        Complaint complaint = assertThrows(Complaint.class, () -> ExternalEtcd.of(settings(endpoint)));

        assertEquals("MARINA_ETCD_CA, MARINA_ETCD_CERT and MARINA_ETCD_KEY cannot be used: the key is not that of the certificate", complaint.getMessage());
    }
}
