package dev.marina.agent.identity;

import dev.marina.model.Machine;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews the certificate of a machine that has joined, for the key that it joined with, in good time before it ends. What it gets is kept beside
/// the kubeconfig, so that the agent that is started next begins with it.
public final class MachineCertificate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MachineCertificate.class);
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final RenewableIdentity renewable;
    private final String machine;
    private final Path file;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Identity current;

    /// @param current what `renewable` begins with
    /// @param file of the certificate
    public MachineCertificate(RenewableIdentity renewable, Identity current, String machine, Path file, Clock clock) {
        this.renewable = renewable;
        this.current = current;
        this.machine = machine;
        this.file = file;
        this.clock = clock;
    }

    public void start() {
        Thread.ofVirtual().name("machine's certificate").start(this::run);
    }

    private void run() {
        try {
            do {
                try {
                    renewWhenDue();
                } catch (KubernetesClientException | IOException failure) {
                    LOG.atWarn().addKeyValue("machine", machine).addKeyValue("ends", current.expires()).addKeyValue("error", failure.getMessage())
                            .log("the machine's certificate is not renewed yet");
                }
            } while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One thread at a time.
    ///
    /// @return whether there is a new one
    boolean renewWhenDue() throws IOException {
        if (!renewable.renewalDue(clock.instant())) {
            return false;
        }
        X500Principal subject = new X500Principal("CN=marina:machine:" + machine);
        String csr = NodeIdentities.csr(subject, new KeyPair(current.chain()[0].getPublicKey(), current.key()));
        String answer = renewable.client().raw("/apis/marina.dev/v1/machines/%s/credentials".formatted(machine), "POST", new Machine.CredentialsRequest(csr));
        Machine.Credentials got = answer == null ? null : NodeIdentities.JSON.readValue(answer, Machine.Credentials.class);
        if (got == null || got.certificate() == null) {
            throw new IOException("the control plane gave no certificate");
        }
        Identity fresh = new Identity(current.server(), current.serverCa(), got.certificate(), current.key());
        keep(got.certificate());
        renewable.renew(fresh, clock.instant());
        current = fresh;
        LOG.atInfo().addKeyValue("machine", machine).addKeyValue("ends", fresh.expires()).log("the machine's certificate is renewed");
        return true;
    }

    /// Complete or not at all.
    private void keep(String certificate) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, certificate);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
