package dev.marina.launcher.component;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Settings;
import dev.marina.launcher.tls.Identity;
import dev.marina.launcher.tls.Pem;

/// Somebody's etcd elsewhere, in the clear or by TLS.
///
/// @param authorities by which it is known; empty: it speaks in the clear
/// @param own by which it knows us; empty: it does not ask
record ExternalEtcd(List<String> endpoints, List<X509Certificate> authorities, Optional<Identity> own) {

    /// Complains about files that cannot be used.
    static ExternalEtcd of(Settings settings) {
        try {
            List<X509Certificate> authorities = settings.etcdAuthority().isEmpty()
                    ? List.of()
                    : Pem.certificates(Files.readString(settings.etcdAuthority().get()));
            Optional<Identity> own = settings.etcdCertificate().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Identity.of(Files.readString(settings.etcdCertificate().get()), Files.readString(settings.etcdKey())));
            return new ExternalEtcd(settings.externalEtcd(), authorities, own);
        } catch (IOException | GeneralSecurityException e) {
            throw new Complaint("MARINA_ETCD_CA, MARINA_ETCD_CERT and MARINA_ETCD_KEY cannot be used: %s".formatted(e.getMessage()), e);
        }
    }

    /// One that answers is enough: each answers for the whole.
    Health health() {
        Health last = Health.unhealthy("MARINA_ETCD_ENDPOINTS names nobody");
        try (HttpClient client = client()) {
            for (String endpoint : endpoints) {
                last = Probe.http(client, URI.create(endpoint + "/health"), status -> status == 200);
                if (last instanceof Health.Healthy) {
                    return last;
                }
            }
        }
        return last;
    }

    private HttpClient client() {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2));
        return authorities.isEmpty() ? builder.build() : builder.sslContext(context()).build();
    }

    private SSLContext context() {
        try {
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                known.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.isEmpty() ? null : keys(own.get()), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no connection to etcd can be prepared", e);
        }
    }

    private static KeyManager[] keys(Identity identity) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    /// What the control plane has to know of it, in files that its user reads.
    ///
    /// @return its settings, and the contents of the files, for a fingerprint
    Given give(Instance instance, Account reader) throws IOException, GeneralSecurityException {
        Map<String, Object> settings = new LinkedHashMap<>();
        List<String> contents = new ArrayList<>();
        if (!authorities.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (X509Certificate each : authorities) {
                text.append(Pem.of(each));
            }
            settings.put("etcd-ca", file(instance, "etcd-external-ca.pem", text.toString(), reader, contents));
        }
        if (own.isPresent()) {
            settings.put("etcd-certificate", file(instance, "etcd-external.pem", own.get().chainPem(), reader, contents));
            settings.put("etcd-key", file(instance, "etcd-external-key.pem", own.get().keyPem(), reader, contents));
        }
        return new Given(settings, contents);
    }

    record Given(Map<String, Object> settings, List<String> contents) {}

    private static String file(Instance instance, String name, String text, Account reader, List<String> contents) throws IOException {
        Path file = instance.layout().config(name);
        Ownership.file(file, text, reader);
        contents.add(text);
        return instance.seen().config(name).toString();
    }
}
