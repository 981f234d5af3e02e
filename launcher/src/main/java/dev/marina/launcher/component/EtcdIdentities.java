package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.tls.Authority;
import dev.marina.launcher.tls.Authority.Purpose;
import dev.marina.launcher.tls.Identity;
import dev.marina.launcher.tls.IdentityFile;
import dev.marina.launcher.tls.Pem;

/// By which etcd and whoever may use it know each other: an authority that signs for nothing else, and whose key only root has.
///
/// @param caFile its certificate
/// @param certificateFile the holder's own
/// @param contents of the three files, for a fingerprint
record EtcdIdentities(Path caFile, Path certificateFile, Path keyFile, List<String> contents) {
    private static final String SERVER = "etcd-server";
    private static final String CONTROL_PLANE = "etcd-client";

    /// etcd's members are each other's clients, and it is one of its own for its health.
    static EtcdIdentities ofServer(Instance instance, Account reader) throws IOException, GeneralSecurityException {
        return write(instance, SERVER, reader, List.of("127.0.0.1", "localhost"), List.of(Purpose.SERVER, Purpose.CLIENT));
    }

    static EtcdIdentities ofControlPlane(Instance instance, Account reader) throws IOException, GeneralSecurityException {
        return write(instance, CONTROL_PLANE, reader, List.of(), List.of(Purpose.CLIENT));
    }

    /// Members of one etcd share theirs, and may be prepared at the same time.
    private static synchronized EtcdIdentities write(Instance instance, String name, Account reader, List<String> names, List<Purpose> purposes)
            throws IOException, GeneralSecurityException {
        Authority authority = authority(instance);
        Path kept = instance.layout().internal(name + ".pem");
        Identity identity = new IdentityFile(kept).keptOrIssued(authority, name, names, purposes, Authority.INTERNAL_LIFE, Instant.now());
        Json.write(kept, identity.wholePem());
        String ca = Pem.of(authority.certificate());
        List<String> files = List.of(name + "-ca.pem", name + ".pem", name + "-key.pem");
        List<String> contents = List.of(ca, identity.chainPem(), identity.keyPem());
        for (int i = 0; i < files.size(); i++) {
            Ownership.file(instance.layout().config(files.get(i)), contents.get(i), reader);
        }
        return new EtcdIdentities(instance.seen().config(files.get(0)), instance.seen().config(files.get(1)), instance.seen().config(files.get(2)), contents);
    }

    private static Authority authority(Instance instance) throws IOException, GeneralSecurityException {
        Path file = instance.layout().internal("authority.pem");
        Ownership.directory(file.getParent(), Ownership.PRIVATE);
        // etcd and the control plane may both be the first.
        synchronized (EtcdIdentities.class) {
            if (Files.exists(file)) {
                String pem = Files.readString(file);
                return Authority.of(pem, pem);
            }
            Authority made = Authority.create("Marina etcd", Instant.now());
            Json.write(file, made.identity().wholePem());
            return made;
        }
    }
}
