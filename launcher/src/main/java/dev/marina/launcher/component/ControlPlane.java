package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Staged;

/// The control plane process. It makes the platform's CA and the identities of the others under `pki/` when it first starts.
final class ControlPlane implements Component {
    @Override
    public String name() {
        return "control-plane";
    }

    /// Not Keycloak: it fetches the token keys when the first token comes.
    @Override
    public List<String> after() {
        return List.of("etcd");
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
        Map<String, Object> config = config(instance);
        List<String> inputs = new ArrayList<>();
        if (instance.settings().externalEtcd().isEmpty()) {
            EtcdIdentities tls = EtcdIdentities.ofControlPlane(instance, account);
            config.put("etcd-ca", tls.caFile().toString());
            config.put("etcd-certificate", tls.certificateFile().toString());
            config.put("etcd-key", tls.keyFile().toString());
            inputs.addAll(tls.contents());
        }
        String yaml = Json.yaml(config);
        inputs.add(yaml);
        Ownership.file(instance.layout().config("control-plane.yaml"), yaml, account);
        String classPath = Staged.seen(instance).classPath(Staged.CONTROL_PLANE).orElseThrow();
        Path java = instance.javaDoorway().path();
        return Optional.of(new ProcessSpec(Privileges.of(account, instance.settings().apiPort()),
                Jvm.command(java, instance.settings().controlPlaneHeap(), Jvm.options(startArchive(instance), "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=50"),
                        classPath,
                        "dev.marina.controlplane.ControlPlaneMain", List.of("--config=" + instance.seen().config("control-plane.yaml"))),
                Jvm.environment(java, Map.of()), instance.seen().home(), inputs));
    }

    static Map<String, Object> config(Instance instance) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("instance", instance.id());
        config.put("home", instance.seen().home().toString());
        config.put("public-host", instance.settings().publicHost());
        config.put("api-port", instance.settings().apiPort());
        config.put("api-bind", instance.settings().bind());
        config.put("internal-port", instance.port(InternalPort.CONTROL_PLANE));
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
        config.put("process-id", "control-plane-1");
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
        return Probe.http("http://127.0.0.1:" + instance.port(InternalPort.CONTROL_PLANE) + "/healthz");
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
