package dev.marina.store.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An etcd that lets nobody in but who shows a certificate of its authority.
class EtcdTlsIT {

    private static final byte[] KEY = {'k'};
    private static final byte[] VALUE = {'v'};

    @TempDir
    Path directory;

    @Test
    void only_who_has_a_certificate_of_its_authority_reads_and_writes() throws Exception {
        Certificates ours = Certificates.in(directory, "ours");
        Certificates theirs = Certificates.in(directory, "theirs");
        try (EtcdProcess etcd = new EtcdProcess(Optional.of(ours))) {
            try (EtcdBackend backend = EtcdBackend.connect(etcd.endpoints(), Optional.of(ours.client()))) {
                awaitAnswer(backend);
                assertTrue(backend.apply(new Transaction(List.of(), List.of(new Transaction.Put(KEY, VALUE)))));
                assertArrayEquals(VALUE, backend.get(KEY).orElseThrow());
            }
            refused(etcd, Optional.of(ours.nobody()));
            refused(etcd, Optional.of(theirs.client()));
            refused(etcd, Optional.of(new EtcdTls(ours.ca(), theirs.client().client())));
            refused(etcd, Optional.empty());
        }
    }

    /// The first connection of a JVM and an etcd that has just begun may take longer than a request is waited for.
    private static void awaitAnswer(EtcdBackend backend) {
        for (int attempt = 1;; attempt++) {
            try {
                backend.get(KEY);
                return;
            } catch (BackendException.Doubtful e) {
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private static void refused(EtcdProcess etcd, Optional<EtcdTls> tls) {
        try (EtcdBackend backend = EtcdBackend.connect(etcd.endpoints(), tls)) {
            assertThrows(BackendException.Doubtful.class, () -> backend.get(KEY));
        }
    }

    @Test
    void a_setting_that_names_no_certificate_says_so() {
        IllegalStateException missing = assertThrows(IllegalStateException.class, () -> EtcdBackend.connect(List.of("https://127.0.0.1:1"),
                Optional.of(new EtcdTls(directory.resolve("absent.pem"), Optional.empty()))));
        assertTrue(missing.getMessage().contains("absent.pem"), missing.getMessage());
    }
}
