package dev.marina.launcher.component;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.process.Command;

/// Debian's etcd with one member, or somebody's etcd elsewhere.
final class Etcd implements Component {
    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        if (instance.settings().externalEtcd().isEmpty()) {
            Ownership.tree(instance.layout().data("etcd"), instance.account(Part.ETCD));
        }
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, GeneralSecurityException {
        if (!instance.settings().externalEtcd().isEmpty()) {
            return Optional.empty();
        }
        Account account = instance.account(Part.ETCD);
        EtcdIdentities tls = EtcdIdentities.ofServer(instance, account);
        String client = "https://127.0.0.1:" + instance.port(InternalPort.ETCD_CLIENT);
        String peer = "https://127.0.0.1:" + instance.port(InternalPort.ETCD_PEER);
        return Optional.of(new ProcessSpec(Privileges.of(account),
                List.of("etcd", "--name=marina", "--data-dir=" + instance.seen().data("etcd"),
                        "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=marina=" + peer,
                        "--client-cert-auth", "--trusted-ca-file=" + tls.caFile(), "--cert-file=" + tls.certificateFile(), "--key-file=" + tls.keyFile(),
                        "--peer-client-cert-auth", "--peer-trusted-ca-file=" + tls.caFile(), "--peer-cert-file=" + tls.certificateFile(),
                        "--peer-key-file=" + tls.keyFile(),
                        "--listen-metrics-urls=" + healthUrl(instance),
                        "--initial-cluster-token=marina-" + instance.id(),
                        "--quota-backend-bytes=8589934592",
                        // The store keeps its own history; etcd's is only for its own recovery.
                        "--auto-compaction-mode=revision", "--auto-compaction-retention=10000",
                        "--logger=zap", "--log-outputs=stdout"),
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), tls.contents()));
    }

    @Override
    public Health health(Instance instance) {
        // A quorum read, not merely a listening port.
        return Probe.http(instance.settings().externalEtcd().isEmpty() ? healthUrl(instance) + "/health" : instance.etcdEndpoints().getFirst() + "/health");
    }

    /// Health and measurements alone, so without TLS.
    private static String healthUrl(Instance instance) {
        return "http://127.0.0.1:" + instance.port(InternalPort.ETCD_HEALTH);
    }

    @Override
    public String address(Instance instance) {
        return String.join(",", instance.etcdEndpoints());
    }

    @Override
    public String version(Instance instance) {
        if (!instance.settings().externalEtcd().isEmpty()) {
            return "external";
        }
        try {
            return Command.of("etcd", "--version").run().output().lines().findFirst().orElse("").replace("etcd Version: ", "");
        } catch (Exception e) {
            return "unknown";
        }
    }
}
