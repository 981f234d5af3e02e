package dev.marina.controllers.ingress;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Certificates that HTTPProxies name: Secrets of their own namespace, or `namespace/name` where a TLSCertificateDelegation lets them.
final class ProxyCertificates {

    private final IngressWorld world;
    private final ProxyWorld proxies;
    private final Map<String, byte[]> files = new TreeMap<>();

    ProxyCertificates(IngressWorld world, ProxyWorld proxies) {
        this.world = world;
        this.proxies = proxies;
    }

    /// Why a Secret cannot be had.
    static final class Unusable extends Exception {
        /// Whether it is another namespace's that does not let it.
        private final boolean permission;

        Unusable(String message, boolean permission) {
            super(message);
            this.permission = permission;
        }

        boolean permission() {
            return permission;
        }
    }

    @FunctionalInterface
    private interface Reading {
        String of(Secret secret) throws CertificatePair.Unusable;
    }

    Map<String, byte[]> files() {
        return files;
    }

    /// The name of a file with a certificate and its key.
    String pair(String namespace, String secret) throws Unusable {
        return file("proxy-", namespace, secret,
                found -> CertificatePair.of(Certificates.data(found, "tls.crt"), Certificates.data(found, "tls.key")).pem());
    }

    /// The name of a file with certificates by which others are checked.
    String authorities(String namespace, String secret) throws Unusable {
        return file("proxy-ca-", namespace, secret, found -> CertificatePair.authorities(Certificates.data(found, "ca.crt")));
    }

    String revocations(String namespace, String secret) throws Unusable {
        return file("proxy-crl-", namespace, secret, found -> CertificatePair.revocations(Certificates.data(found, "crl.pem")));
    }

    /// `namespace/name` of what is named in a namespace.
    static String[] whole(String namespace, String secret) {
        int slash = secret.indexOf('/');
        return slash < 0 ? new String[] {namespace, secret} : new String[] {secret.substring(0, slash), secret.substring(slash + 1)};
    }

    /// Whether it may be had is asked before whether it is there: nobody finds out what other namespaces have.
    private String file(String kind, String namespace, String secret, Reading reading) throws Unusable {
        String[] named = whole(namespace, secret);
        if (!proxies.delegated(named[0], named[1], namespace)) {
            throw new Unusable("Certificate delegation not permitted", true);
        }
        Secret found = world.secret(named[0], named[1]).orElseThrow(() -> new Unusable("Secret not found", false));
        String file = kind + Certificates.hash(named[0] + "/" + named[1]) + ".pem";
        try {
            files.put(file, reading.of(found).getBytes(StandardCharsets.US_ASCII));
            return file;
        } catch (CertificatePair.Unusable e) {
            throw new Unusable(e.getMessage(), false);
        }
    }
}
