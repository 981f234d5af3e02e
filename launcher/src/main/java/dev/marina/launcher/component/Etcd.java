package dev.marina.launcher.component;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public Optional<ProcessSpec> process(Instance instance) {
        if (!instance.settings().externalEtcd().isEmpty()) {
            return Optional.empty();
        }
        String client = "http://127.0.0.1:" + instance.port(InternalPort.ETCD_CLIENT);
        String peer = "http://127.0.0.1:" + instance.port(InternalPort.ETCD_PEER);
        return Optional.of(new ProcessSpec(Privileges.of(instance.account(Part.ETCD)),
                List.of("etcd", "--name=marina", "--data-dir=" + instance.seen().data("etcd"),
                        "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=marina=" + peer,
                        "--initial-cluster-token=marina-" + instance.id(),
                        "--quota-backend-bytes=8589934592",
                        // The store keeps its own history; etcd's is only for its own recovery.
                        "--auto-compaction-mode=revision", "--auto-compaction-retention=10000",
                        "--logger=zap", "--log-outputs=stdout"),
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), List.of()));
    }

    @Override
    public Health health(Instance instance) {
        // A quorum read, not merely a listening port.
        return Probe.http(instance.etcdEndpoints().getFirst() + "/health");
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
