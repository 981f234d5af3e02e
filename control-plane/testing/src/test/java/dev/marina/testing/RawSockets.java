package dev.marina.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Connections whose bytes a test writes itself.
final class RawSockets {

    private RawSockets() {}

    static Socket tls(ControlPlaneExtension plane, int port, ControlPlaneExtension.Credentials credentials) throws IOException, GeneralSecurityException {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        KeyStore stores = KeyStore.getInstance(KeyStore.getDefaultType());
        stores.load(null, null);
        stores.setCertificateEntry("ca", certificates.generateCertificate(bytes(plane.serverCa())));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(stores);
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        byte[] der = Base64.getMimeDecoder().decode(credentials.pkcs8().replaceAll("-----[A-Z ]+-----", ""));
        own.setKeyEntry("me", KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)), new char[0],
                new Certificate[] {certificates.generateCertificate(bytes(credentials.certificate()))});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        Socket socket = context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// The head of the next answer, and not a byte more.
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                return head.toString();
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
