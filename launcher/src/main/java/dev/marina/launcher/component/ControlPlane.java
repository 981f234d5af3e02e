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

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Staged;

/// A control plane process. The first makes the platform's CA and the identities of the others under `pki/` when it first starts. Of two one serves, behind
/// the front, and the other waits to take its place.
final class ControlPlane implements Component {
    private static final String PART = "control-plane";
    /// What one of several listens on, by its number.
    private static final List<Ports> PORTS = List.of(
            new Ports(InternalPort.CONTROL_PLANE, InternalPort.API_1, InternalPort.AGENT_1, InternalPort.PROXY_1),
            new Ports(InternalPort.CONTROL_PLANE_2, InternalPort.API_2, InternalPort.AGENT_2, InternalPort.PROXY_2));

    private record Ports(InternalPort internal, InternalPort api, InternalPort agent, InternalPort proxy) {}

    private final int number;

    ControlPlane() {
        this(1);
    }

    /// @param number from 1 on
    ControlPlane(int number) {
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

    /// Not Keycloak: it fetches the token keys when the first token comes.
    @Override
    public List<String> after() {
        return List.of("etcd");
    }

    /// Of several members of etcd any is enough. Until there is a CA, one process alone may make it.
    @Override
    public List<String> after(Instance instance) {
        List<String> etcd = instance.settings().replicas().etcd() > 1 && Etcd.answers(instance) ? List.of() : after();
        boolean made = Files.exists(instance.layout().pki("admin.kubeconfig"));
        return number == 1 || made ? etcd : List.of(PART);
    }

    /// How the front reaches each.
    static List<FrontReplicas.ApiServer> servers(Instance instance) {
        return IntStream.rangeClosed(1, instance.settings().replicas().controlPlane()).mapToObj(number -> {
            Ports ports = PORTS.get(number - 1);
            return new FrontReplicas.ApiServer(name(number), instance.port(ports.internal()), instance.port(ports.api()), instance.port(ports.agent()),
                    instance.port(ports.proxy()));
        }).toList();
    }

    @Override
    public Optional<String> missing(Instance instance) {
        return Staged.load(instance.layout()).find(Staged.CONTROL_PLANE).isPresent() ? Optional.empty() : Optional.of("not built");
    }

    /// It writes its keys and the others' identities into one directory (`PlatformKeys` says who reads what of it), what it keeps of clusters
    /// beside etcd into the other.
    @Override
    public void prepare(Instance instance, Progress progress) throws IOException {
        Ownership.tree(instance.layout().data("control-plane"), instance.account(Part.CONTROL_PLANE));
        PlatformKeys.share(instance.layout().pki(""), instance.account(Part.CONTROL_PLANE), instance.account(Part.PAYARA));
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, GeneralSecurityException {
        Account account = instance.account(Part.CONTROL_PLANE);
        Map<String, Object> config = config(instance, number);
        String file = name() + ".yaml";
        List<String> inputs = new ArrayList<>();
        if (instance.settings().externalEtcd().isEmpty()) {
            EtcdIdentities tls = EtcdIdentities.ofControlPlane(instance, account);
            config.put("etcd-ca", tls.caFile().toString());
            config.put("etcd-certificate", tls.certificateFile().toString());
            config.put("etcd-key", tls.keyFile().toString());
            inputs.addAll(tls.contents());
        } else {
            ExternalEtcd.Given external = ExternalEtcd.of(instance.settings()).give(instance, account);
            config.putAll(external.settings());
            inputs.addAll(external.contents());
        }
        String yaml = Json.yaml(config);
        inputs.add(yaml);
        Ownership.file(instance.layout().config(file), yaml, account);
        String classPath = Staged.seen(instance).classPath(Staged.CONTROL_PLANE).orElseThrow();
        Path java = instance.javaDoorway().path();
        return Optional.of(new ProcessSpec(
                instance.settings().replicas().severalControlPlanes() ? Privileges.of(account) : Privileges.of(account, instance.settings().apiPort()),
                Jvm.command(java, instance.settings().controlPlaneHeap(), Jvm.options(startArchive(instance), "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=50"),
                        classPath,
                        "dev.marina.controlplane.ControlPlaneMain", List.of("--config=" + instance.seen().config(file))),
                Jvm.environment(java, Map.of()), instance.seen().home(), inputs));
    }

    static Map<String, Object> config(Instance instance, int number) {
        Ports ports = PORTS.get(number - 1);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("instance", instance.id());
        config.put("home", instance.seen().home().toString());
        config.put("public-host", instance.settings().publicHost());
        config.put("api-port", instance.settings().apiPort());
        config.put("api-bind", instance.settings().bind());
        config.put("internal-port", instance.port(ports.internal()));
        config.put("agent-port", instance.port(InternalPort.AGENT));
        config.put("proxy-port", instance.port(InternalPort.PROXY));
        config.put("etcd-endpoints", instance.etcdEndpoints());
        config.put("oidc-issuer", instance.issuer());
        config.put("oidc-jwks-url", instance.jwksUrl());
        config.put("oidc-audience", "marina");
        config.put("node-subnet", instance.identity().nodeSubnet());
        instance.settings().machineAddress().ifPresent(address -> config.put("agent-address", address));
        instance.settings().loadBalancerRange().ifPresent(range -> config.put("load-balancer-range", range));
        config.put("registry", instance.registry());
        config.put("registry-front", machine(instance.identity().nodeSubnet()) + ":" + instance.settings().consolePort());
        instance.settings().buildRepositories().ifPresent(repositories -> config.put("build-repositories", repositories));
        instance.settings().acmeDirectory().ifPresent(url -> config.put("acme-directory", url));
        instance.settings().acmeAuthority().ifPresent(file -> config.put("acme-ca", file));
        instance.settings().acmeContact().ifPresent(address -> config.put("acme-contact", address));
        config.put("process-id", "control-plane-" + number);
        if (instance.settings().replicas().severalControlPlanes()) {
            config.put("standby-api-port", instance.port(ports.api()));
            config.put("standby-agent-port", instance.port(ports.agent()));
            config.put("standby-proxy-port", instance.port(ports.proxy()));
        }
        instance.settings().appsDomain().ifPresent(domain -> {
            config.put("apps-domain", domain);
            config.put("apps-port", instance.settings().consolePort());
        });
        Staged.seen(instance).find(Staged.LABS).ifPresent(labs -> config.put("labs-directory", labs.toString()));
        return config;
    }

    /// The machine as nodes reach it: the last address but one of theirs.
    static String machine(String nodeSubnet) {
        String[] parts = nodeSubnet.split("/");
        int first = 0;
        for (String octet : parts[0].split("\\.")) {
            first = first << 8 | Integer.parseInt(octet);
        }
        int last = first + (int) ((1L << 32 - Integer.parseInt(parts[1])) - 2);
        return "%d.%d.%d.%d".formatted(last >>> 24, last >>> 16 & 0xFF, last >>> 8 & 0xFF, last & 0xFF);
    }

    @Override
    public Optional<StartArchive> startArchive(Instance instance) {
        return Jvm.archive(instance, name(), Staged.CONTROL_PLANE);
    }

    @Override
    public Health health(Instance instance) {
        return Probe.http("http://127.0.0.1:" + instance.port(PORTS.get(number - 1).internal()) + "/healthz");
    }

    @Override
    public String address(Instance instance) {
        return instance.apiUrl();
    }

    @Override
    public String version(Instance instance) {
        return Versions.marina();
    }
}
