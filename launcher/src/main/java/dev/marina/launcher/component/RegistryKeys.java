package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.tls.Authority;
import dev.marina.launcher.tls.Identity;

/// The key by which tenancy says what somebody may do in the registry, and the certificate by which the registry knows that it was tenancy.
record RegistryKeys(Identity identity) {
    /// Kept by root; the others have what is theirs of it.
    private static final String WHOLE = "registry-token.pem";
    private static final String KEY = "registry-token-key.pem";
    private static final String CERTIFICATE = "registry-token-certificate.pem";

    /// Those that there are, or new ones. May be called any number of times.
    static RegistryKeys of(Instance instance) throws IOException, GeneralSecurityException {
        Path file = instance.layout().internal(WHOLE);
        if (Files.exists(file)) {
            String pem = Files.readString(file);
            return new RegistryKeys(Identity.of(pem, pem));
        }
        Identity made = Authority.create("Marina registry", Instant.now()).identity();
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(WHOLE + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, made.wholePem());
        Files.move(fresh, file);
        return new RegistryKeys(made);
    }

    String certificate() throws GeneralSecurityException {
        return identity.chainPem();
    }

    /// To tenancy, with the certificate, which its tokens show.
    void giveKey(Instance instance, Account account) throws IOException, GeneralSecurityException {
        Ownership.file(keyFile(instance.layout()), identity.wholePem(), account);
    }

    void giveCertificate(Instance instance, Account account) throws IOException, GeneralSecurityException {
        Ownership.file(certificateFile(instance.layout()), certificate(), account);
    }

    static Path keyFile(Layout layout) {
        return layout.config(KEY);
    }

    static Path certificateFile(Layout layout) {
        return layout.config(CERTIFICATE);
    }
}
