package dev.marina.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;

/// A server's certificate chain and key, both PEM.
public record TlsMaterial(String certificateChain, String privateKey) {

    PemKeyCertOptions options() {
        return new PemKeyCertOptions().setCertValue(Buffer.buffer(certificateChain)).setKeyValue(Buffer.buffer(privateKey));
    }

    @Override
    public String toString() {
        return "TlsMaterial[***]";
    }
}
