package dev.marina.agent.identity;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/// An identity whose certificate is renewed while its one client, with all its watches, stays.
///
/// Connections that are open keep the certificate that they were opened with; the server ends those that it no longer accepts.
public final class RenewableIdentity implements AutoCloseable {

    private static final Duration SETTLING = Duration.ofMinutes(1);

    private final CurrentCertificate keys;
    private final SSLContext tls;
    private final KubernetesClient client;
    private volatile Instant obtained;
    private volatile Instant renewal;

    /// @param now when the certificate was got
    public RenewableIdentity(Identity first, Instant now) {
        keys = new CurrentCertificate(first.chain(), first.key());
        try {
            tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[] {keys}, first.trustManagers(), new SecureRandom());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot use the client certificate for " + first.server(), failure);
        }
        client = ApiClients.open(first.server(), tls);
        obtained = now;
        renewal = renewal(first, now);
    }

    /// The same one for life.
    public KubernetesClient client() {
        return client;
    }

    /// By which other connections show the certificate that is current when they are opened.
    public SSLContext tls() {
        return tls;
    }

    /// After two thirds of the certificate's life, and when the server does not take it any more.
    public boolean renewalDue(Instant now) {
        return !now.isBefore(renewal);
    }

    /// The server does not know this identity. A fresh one is not replaced at once: open connections still show the one before.
    public void refused(Instant now) {
        if (now.isAfter(obtained.plus(SETTLING))) {
            renewal = Instant.MIN;
        }
    }

    public void renew(Identity fresh, Instant now) {
        keys.renew(fresh.chain(), fresh.key());
        obtained = now;
        renewal = renewal(fresh, now);
        // A session that is taken up again would bring the old certificate with it.
        SSLSessionContext sessions = tls.getClientSessionContext();
        for (byte[] id : Collections.list(sessions.getIds())) {
            SSLSession session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        }
    }

    private static Instant renewal(Identity identity, Instant now) {
        return now.plus(Duration.between(now, identity.expires()).multipliedBy(2).dividedBy(3));
    }

    @Override
    public void close() {
        client.close();
    }
}
