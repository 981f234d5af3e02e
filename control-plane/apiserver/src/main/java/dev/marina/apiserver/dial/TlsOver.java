package dev.marina.apiserver.dial;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS over a connection into a cluster.
public final class TlsOver {

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private TlsOver() {}

    /// Whoever answers is believed to be who was dialled, as upstream believes pods and Services that are proxied; no certificate of
    /// ours is shown. Takes the connection over: it is closed where the handshake fails.
    public static Socket unverified(Socket connection) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyServer()}, null);
            return handshaken(context, connection, "");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    /// @param host whom the context is to find at the other end; "" for anybody
    static Socket handshaken(SSLContext context, Socket connection, String host) throws IOException {
        boolean agreed = false;
        try {
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(connection, host, connection.getPort(), true);
            connection.setSoTimeout((int) HANDSHAKE.toMillis());
            secured.startHandshake();
            connection.setSoTimeout(0);
            agreed = true;
            return secured;
        } finally {
            if (!agreed) {
                connection.close();
            }
        }
    }

    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
