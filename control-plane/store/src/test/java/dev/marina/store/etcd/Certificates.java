package dev.marina.store.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A certificate authority of a test, by OpenSSL: what an installation's own tools or an administrator would give.
public final class Certificates {

    private final Path directory;

    public Certificates(Path directory) {
        this.directory = directory;
        openssl(concat(List.of("req", "-x509", "-days", "1", "-subj", "/CN=test-ca", "-keyout", key("ca").toString(), "-out", ca().toString()), NEW_KEY));
        sign("server", "subjectAltName=IP:127.0.0.1");
        sign("client", "extendedKeyUsage=clientAuth");
    }

    private static final List<String> NEW_KEY = List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes");

    private void sign(String name, String extension) {
        String request = directory.resolve(name + ".csr").toString();
        openssl(concat(List.of("req", "-subj", "/CN=" + name, "-addext", extension, "-keyout", key(name).toString(), "-out", request), NEW_KEY));
        openssl(List.of("x509", "-req", "-days", "1", "-copy_extensions", "copy", "-in", request, "-CA", ca().toString(), "-CAkey", key("ca").toString(),
                "-CAcreateserial", "-out", certificate(name).toString()));
    }

    private static List<String> concat(List<String> one, List<String> other) {
        List<String> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private void openssl(List<String> arguments) {
        try {
            Process process = new ProcessBuilder(concat(List.of("openssl"), arguments)).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException("openssl %s: %s".formatted(arguments, said));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path ca() {
        return certificate("ca");
    }

    Path certificate(String name) {
        return directory.resolve(name + ".pem");
    }

    Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /// With the client's certificate.
    public EtcdTls client() {
        return new EtcdTls(ca(), Optional.of(new EtcdTls.Client(certificate("client"), key("client"))));
    }

    /// Knows the server and shows no certificate.
    public EtcdTls nobody() {
        return new EtcdTls(ca(), Optional.empty());
    }

    static Certificates in(Path parent, String name) throws IOException {
        return new Certificates(Files.createDirectory(parent.resolve(name)));
    }
}
