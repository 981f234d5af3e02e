package dev.marina.agent.identity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Shows the client certificate that is current when a connection is opened. Thread-safe.
final class CurrentCertificate extends X509ExtendedKeyManager {

    private record Entry(String alias, X509Certificate[] chain, PrivateKey key, Entry before) {}

    private volatile Entry current;

    CurrentCertificate(X509Certificate[] chain, PrivateKey key) {
        current = new Entry("client-0", chain, key, null);
    }

    void renew(X509Certificate[] chain, PrivateKey key) {
        Entry before = current;
        int number = Integer.parseInt(before.alias.substring(before.alias.indexOf('-') + 1)) + 1;
        // The one before stays for handshakes that have chosen it already.
        current = new Entry("client-" + number, chain, key, new Entry(before.alias, before.chain, before.key, null));
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return choose(keyTypes);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(keyTypes);
    }

    private String choose(String[] keyTypes) {
        Entry entry = current;
        return Arrays.stream(keyTypes).anyMatch(type -> type.equals(entry.key.getAlgorithm())) ? entry.alias : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        String alias = choose(new String[] {keyType});
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Entry entry = find(alias);
        return entry == null ? null : entry.chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Entry entry = find(alias);
        return entry == null ? null : entry.key;
    }

    private Entry find(String alias) {
        for (Entry entry = current; entry != null; entry = entry.before) {
            if (entry.alias.equals(alias)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
