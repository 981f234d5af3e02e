package dev.marina.launcher.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A certificate with what vouches for it, and its key.
public record Identity(List<X509Certificate> chain, PrivateKey key) {
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);

    public Identity {
        chain = List.copyOf(chain);
    }

    public static Identity of(String chainPem, String keyPem) throws GeneralSecurityException {
        Identity identity = new Identity(Pem.certificates(chainPem), Pem.privateKey(keyPem));
        if (!identity.fitting()) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
        return identity;
    }

    private boolean fitting() throws GeneralSecurityException {
        PublicKey holder = chain.getFirst().getPublicKey();
        Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        if (!holder.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        byte[] probe = {1, 2, 3};
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(holder);
        signature.update(probe);
        return signature.verify(signed);
    }

    public Instant begin() {
        return chain.getFirst().getNotBefore().toInstant();
    }

    /// Whether it is for all of these names.
    public boolean isFor(List<String> names) {
        return names().containsAll(names);
    }

    public Instant end() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /// Whether it may stay: signed by that authority, long enough, and for those names.
    boolean serves(Authority authority, List<String> names, Instant now) {
        return end().isAfter(now.plus(RENEW_BEFORE)) && authority.signed(chain.getFirst()) && names().containsAll(names);
    }

    private Set<String> names() {
        try {
            Collection<List<?>> alternatives = chain.getFirst().getSubjectAlternativeNames();
            return alternatives == null ? Set.of() : alternatives.stream().map(entry -> String.valueOf(entry.get(1))).collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    public String chainPem() throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(Pem.of(certificate));
        }
        return text.toString();
    }

    public String keyPem() {
        return Pem.of(key);
    }

    /// Certificate, chain and key in one file, as some servers want it.
    public String wholePem() throws GeneralSecurityException {
        return chainPem() + keyPem();
    }

    @Override
    public String toString() {
        return "Identity[%s ***]".formatted(chain.getFirst().getSubjectX500Principal());
    }
}
