package dev.marina.store.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// How etcd is known and how this process shows itself to it: files in PEM, read again with every new connection.
///
/// @param ca what signed etcd's certificate
/// @param client empty where etcd asks for none
public record EtcdTls(Path ca, Optional<Client> client) {

    /// @param key in PKCS#8
    public record Client(Path certificate, Path key) {}

    SslContext context() {
        try {
            SslContextBuilder builder = GrpcSslContexts.forClient().trustManager(ca.toFile());
            client.ifPresent(own -> builder.keyManager(own.certificate().toFile(), own.key().toFile()));
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("the certificates for etcd cannot be used (etcd-ca %s, %s): %s".formatted(ca, client, e.getMessage()), e);
        }
    }
}
