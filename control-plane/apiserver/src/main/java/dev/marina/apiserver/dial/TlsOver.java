package dev.marina.apiserver.dial;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS over a connection into a cluster.
public final class TlsOver {

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private TlsOver() {}

    /// Whoever answers is believed to be who was dialled, as upstream believes pods and Services that are proxied. Takes the
    /// connection over: it is closed where the handshake fails.
    ///
    /// @param own by which this side proves who it is; nothing for pods and Services
    public static Socket unverified(Socket connection, KeyManager... own) throws IOException {
        return handshaken(anybody(own), connection, "");
    }

    /// The server has to prove this name to the context. Takes the connection over, too.
    public static Socket verified(SSLContext context, Socket connection, String name) throws IOException {
        return handshaken(context, connection, name);
    }

    private static SSLContext anybody(KeyManager... own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {new AnyServer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    /// @param host who has to be at the other end; "" for anybody
    private static Socket handshaken(SSLContext context, Socket connection, String host) throws IOException {
        boolean agreed = false;
        try {
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(connection, host, connection.getPort(), true);
            if (!host.isEmpty()) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setServerNames(List.of(new SNIHostName(host)));
                secured.setSSLParameters(parameters);
            }
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
