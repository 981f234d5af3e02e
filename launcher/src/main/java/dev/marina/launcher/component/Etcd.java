package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.process.Command;

/// A member of Debian's etcd, which has one or three, or somebody's etcd elsewhere.
final class Etcd implements Component {
    private static final String PART = "etcd";
    /// What a member listens on, by its number.
    private static final List<Ports> PORTS = List.of(
            new Ports(InternalPort.ETCD_CLIENT, InternalPort.ETCD_PEER, InternalPort.ETCD_HEALTH),
            new Ports(InternalPort.ETCD_2_CLIENT, InternalPort.ETCD_2_PEER, InternalPort.ETCD_2_HEALTH),
            new Ports(InternalPort.ETCD_3_CLIENT, InternalPort.ETCD_3_PEER, InternalPort.ETCD_3_HEALTH));

    private record Ports(InternalPort client, InternalPort peer, InternalPort health) {}

    private final int number;

    Etcd() {
        this(1);
    }

    /// @param number from 1 on
    Etcd(int number) {
        this.number = number;
    }

    @Override
    public String name() {
        return name(number);
    }

    private static String name(int number) {
        return Component.numbered(PART, number);
    }

    @Override
    public String part() {
        return PART;
    }

    /// As etcd knows it.
    private String member() {
        return Component.numbered("marina", number);
    }

    /// Who is yet to join needs those that are there. Later they need each other, and none may wait.
    @Override
    public List<String> after(Instance instance) {
        boolean joins = joins(instance) && !Files.exists(joining(instance));
        return joins ? IntStream.range(1, number).mapToObj(Etcd::name).toList() : List.of();
    }

    @Override
    public void check(Instance instance) {
        if (!instance.settings().externalEtcd().isEmpty()) {
            ExternalEtcd.of(instance.settings());
            return;
        }
        int wanted = instance.settings().replicas().etcd();
        int present = (int) IntStream.rangeClosed(1, PORTS.size()).filter(member -> hasData(instance, member)).count();
        if (wanted < present) {
            throw new Complaint(
                    "MARINA_REPLICAS has etcd=%d, and etcd here has %d members, without which it does not go on; etcd=3 keeps them. To have one again, `./marina backup`, and `./marina restore` where there is no installation"
                            .formatted(wanted, present));
        }
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        if (!instance.settings().externalEtcd().isEmpty()) {
            return;
        }
        Ownership.tree(instance.layout().data(name()), instance.account(Part.ETCD));
        if (joins(instance)) {
            progress.say("joining the other members");
            EtcdMembers members = EtcdMembers.of(instance, instance.account(Part.ETCD), others(instance));
            boolean begun = Files.exists(joining(instance));
            if (!begun) {
                Json.write(joining(instance), "");
            }
            Json.write(joining(instance), members.join(member(), peer(instance), begun));
        }
    }

    /// It has no data, and there is an etcd already.
    private boolean joins(Instance instance) {
        return instance.settings().replicas().etcd() > 1 && !hasData(instance, number)
                && (number > 1 || IntStream.rangeClosed(2, PORTS.size()).anyMatch(other -> hasData(instance, other)));
    }

    private static boolean hasData(Instance instance, int number) {
        return Files.isDirectory(instance.layout().data(name(number)).resolve("member"));
    }

    /// Is there from when it may be known to the others on. It holds who they are.
    private Path joining(Instance instance) {
        return instance.layout().internal(name() + ".joining");
    }

    private List<String> others(Instance instance) {
        return IntStream.rangeClosed(1, instance.settings().replicas().etcd()).filter(other -> other != number && hasData(instance, other))
                .mapToObj(other -> "https://127.0.0.1:" + instance.port(PORTS.get(other - 1).client())).toList();
    }

    private String peer(Instance instance) {
        return "https://127.0.0.1:" + instance.port(PORTS.get(number - 1).peer());
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, GeneralSecurityException {
        if (!instance.settings().externalEtcd().isEmpty()) {
            return Optional.empty();
        }
        Account account = instance.account(Part.ETCD);
        EtcdIdentities tls = EtcdIdentities.ofServer(instance, account);
        return Optional.of(instance.settings().replicas().etcd() > 1 ? ofSeveral(instance, account, tls) : alone(instance, account, tls));
    }

    private ProcessSpec alone(Instance instance, Account account, EtcdIdentities tls) {
        String client = "https://127.0.0.1:" + instance.port(InternalPort.ETCD_CLIENT);
        String peer = "https://127.0.0.1:" + instance.port(InternalPort.ETCD_PEER);
        return new ProcessSpec(Privileges.of(account),
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
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), tls.contents());
    }

    /// With a file of settings: who else there was when it joined matters once, and is no reason to start it anew.
    private ProcessSpec ofSeveral(Instance instance, Account account, EtcdIdentities tls) throws IOException {
        Path file = instance.layout().config(name() + ".yaml");
        Map<String, Object> settings = settings(instance, tls);
        String lasting = Json.yaml(settings);
        Path joining = joining(instance);
        settings.put("initial-cluster", Files.exists(joining) ? Files.readString(joining) : member() + "=" + peer(instance));
        settings.put("initial-cluster-state", number > 1 || Files.exists(joining) ? "existing" : "new");
        Ownership.file(file, Json.yaml(settings), account);
        List<String> inputs = new ArrayList<>(tls.contents());
        inputs.add(lasting);
        return new ProcessSpec(Privileges.of(account), List.of("etcd", "--config-file=" + instance.seen().config(name() + ".yaml")),
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), inputs);
    }

    private Map<String, Object> settings(Instance instance, EtcdIdentities tls) {
        String client = "https://127.0.0.1:" + instance.port(PORTS.get(number - 1).client());
        Map<String, Object> transport = new LinkedHashMap<>();
        transport.put("cert-file", tls.certificateFile().toString());
        transport.put("key-file", tls.keyFile().toString());
        transport.put("client-cert-auth", true);
        transport.put("trusted-ca-file", tls.caFile().toString());
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("name", member());
        settings.put("data-dir", instance.seen().data(name()).toString());
        settings.put("listen-client-urls", client);
        settings.put("advertise-client-urls", client);
        settings.put("listen-peer-urls", peer(instance));
        settings.put("initial-advertise-peer-urls", peer(instance));
        settings.put("client-transport-security", transport);
        settings.put("peer-transport-security", transport);
        settings.put("listen-metrics-urls", healthUrl(instance));
        settings.put("initial-cluster-token", "marina-" + instance.id());
        settings.put("quota-backend-bytes", 8589934592L);
        settings.put("auto-compaction-mode", "revision");
        settings.put("auto-compaction-retention", "10000");
        settings.put("logger", "zap");
        settings.put("log-outputs", List.of("stdout"));
        return settings;
    }

    @Override
    public Health health(Instance instance) {
        // A quorum read, not merely a listening port.
        return instance.settings().externalEtcd().isEmpty() ? Probe.http(healthUrl(instance) + "/health") : ExternalEtcd.of(instance.settings()).health();
    }

    /// Whether somebody of several answers, whoever it is.
    static boolean answers(Instance instance) {
        return IntStream.rangeClosed(1, instance.settings().replicas().etcd()).mapToObj(Etcd::new)
                .anyMatch(member -> member.health(instance) instanceof Health.Healthy);
    }

    /// Health and measurements alone, so without TLS.
    private String healthUrl(Instance instance) {
        return "http://127.0.0.1:" + instance.port(PORTS.get(number - 1).health());
    }

    @Override
    public String address(Instance instance) {
        List<String> endpoints = instance.etcdEndpoints();
        return instance.settings().externalEtcd().isEmpty() && number <= endpoints.size() ? endpoints.get(number - 1) : String.join(",", endpoints);
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
