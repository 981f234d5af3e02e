package dev.marina.controlplane;

import dev.marina.api.GroupResource;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.etcd.EtcdBackend;
import dev.marina.store.etcd.EtcdTls;
import dev.marina.store.seal.KeyFile;
import dev.marina.store.seal.Sealing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where everything durable lies, and how it is kept from others.
///
/// @param etcdEndpoints empty for a store in memory that ends with the process
/// @param tls empty for an etcd that speaks in the clear (`etcd-ca`, `etcd-certificate`, `etcd-key`: files in PEM)
/// @param keyFile the keys that wrap clusters' data keys (`encryption-key-file`); made at the first start
/// @param sealedTypes whose objects are encrypted at rest (`encrypted-types`, such as `secrets` or `tokens.example.org`)
public record StorageConfig(List<String> etcdEndpoints, Optional<EtcdTls> tls, Path keyFile, Set<GroupResource> sealedTypes) {

    static StorageConfig of(Map<String, String> values, Path home, String where) {
        String ca = values.getOrDefault("etcd-ca", "");
        String certificate = values.getOrDefault("etcd-certificate", "");
        String key = values.getOrDefault("etcd-key", "");
        if (certificate.isEmpty() != key.isEmpty() || ca.isEmpty() && !certificate.isEmpty()) {
            throw new IllegalArgumentException("%s: etcd-certificate and etcd-key belong together, and to an etcd-ca".formatted(where));
        }
        Optional<EtcdTls.Client> client = certificate.isEmpty() ? Optional.empty() : Optional.of(new EtcdTls.Client(Path.of(certificate), Path.of(key)));
        String keyFile = values.getOrDefault("encryption-key-file", "");
        Set<GroupResource> types = new LinkedHashSet<>();
        texts(values.getOrDefault("encrypted-types", "secrets")).forEach(text -> types.add(type(text)));
        return new StorageConfig(texts(values.getOrDefault("etcd-endpoints", "")),
                ca.isEmpty() ? Optional.empty() : Optional.of(new EtcdTls(Path.of(ca), client)),
                keyFile.isEmpty() ? home.resolve("pki/encryption-keys") : Path.of(keyFile), Set.copyOf(types));
    }

    /// In memory, for tests and embedding.
    public static StorageConfig inMemory(Path home) {
        return of(Map.of(), home, "memory");
    }

    private static List<String> texts(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(text -> !text.isEmpty()).toList();
    }

    private static GroupResource type(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new GroupResource("", text) : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
    }

    Backend backend() {
        return etcdEndpoints.isEmpty() ? new MemoryBackend() : EtcdBackend.connect(etcdEndpoints, tls);
    }

    /// What never leaves the process's memory needs no seal.
    Optional<Sealing> sealing() {
        return etcdEndpoints.isEmpty() ? Optional.empty() : Optional.of(new Sealing(KeyFile.open(keyFile), sealedTypes));
    }
}
