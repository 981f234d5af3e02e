package dev.marina.launcher.join;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

import dev.marina.launcher.Complaint;

/// What an operator carries from one machine to the other: a secret, and by what the installation is known to whom it may be shown.
///
/// @param authorityHash SHA-256 of the certificate of the installation's authority
record JoinToken(String secret, String authorityHash) {
    private static final String FORM = "[0-9a-f]{64}\\.[0-9a-f]{64}";

    static JoinToken of(String secret, X509Certificate authority) throws GeneralSecurityException {
        return new JoinToken(secret, hash(authority));
    }

    static JoinToken parse(String text) {
        if (!text.strip().matches(FORM)) {
            throw new Complaint("--token is none; it must be all that ./marina join-token wrote behind --token, 129 characters");
        }
        String[] parts = text.strip().split("\\.");
        return new JoinToken(parts[0], parts[1]);
    }

    /// The authority that vouches for a server, if it is the one that the token is from.
    Optional<X509Certificate> authority(Iterable<X509Certificate> shown) throws GeneralSecurityException {
        for (X509Certificate certificate : shown) {
            if (MessageDigest.isEqual(hash(certificate).getBytes(), authorityHash.getBytes())) {
                return Optional.of(certificate);
            }
        }
        return Optional.empty();
    }

    private static String hash(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    /// As it is written behind `--token`.
    String text() {
        return secret + "." + authorityHash;
    }

    @Override
    public String toString() {
        return "JoinToken[***]";
    }
}
