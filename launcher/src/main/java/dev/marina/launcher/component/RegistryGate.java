package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
import dev.marina.launcher.instance.CachedRegistry;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Secrets.Secret;
import dev.marina.launcher.instance.Staged;

/// The gate before the registry, as the same user: it counts, lists and removes what lies there.
final class RegistryGate implements Component {
    private static final String HEAP = "96m";

    @Override
    public String name() {
        return "registry-gate";
    }

    @Override
    public List<String> after() {
        return List.of("registry");
    }

    @Override
    public Optional<String> missing(Instance instance) {
        return Staged.load(instance.layout()).find(Staged.REGISTRY_GATE).isPresent() ? Optional.empty() : Optional.of("not built");
    }

    private static Path cache(Layout layout) {
        return layout.cache("registries");
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws IOException {
        if (!instance.settings().registryCaches().isEmpty()) {
            Ownership.directory(cache(instance.layout()).getParent(), Ownership.PASSED_THROUGH);
            Ownership.tree(cache(instance.layout()), instance.account(Part.REGISTRY));
        }
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, GeneralSecurityException {
        Account account = instance.account(Part.REGISTRY);
        RegistryKeys keys = RegistryKeys.of(instance);
        keys.giveCertificate(instance, account);
        String yaml = Json.yaml(config(instance));
        Ownership.file(instance.layout().config("registry-gate.yaml"), yaml, account);
        Path java = instance.javaDoorway().path();
        return Optional.of(new ProcessSpec(Privileges.of(account),
                Jvm.command(java, HEAP, Jvm.options(startArchive(instance), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        Staged.seen(instance).classPath(Staged.REGISTRY_GATE).orElseThrow(), "dev.marina.registry.RegistryGateMain",
                        List.of("--config=" + instance.seen().config("registry-gate.yaml"))),
                Jvm.environment(java, Map.of()), instance.seen().home(), List.of(yaml, keys.certificate())));
    }

    static Map<String, Object> config(Instance instance) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("port", instance.port(InternalPort.REGISTRY_GATE));
        config.put("registry-port", instance.port(InternalPort.REGISTRY));
        config.put("storage", Registry.storage(instance.seen()).toString());
        config.put("realm", instance.registryRealm());
        config.put("service", instance.registry());
        config.put("issuer", Registry.ISSUER);
        config.put("certificate", RegistryKeys.certificateFile(instance.seen()).toString());
        config.put("control-secret", instance.secrets().of(Secret.REGISTRY_CONTROL));
        List<CachedRegistry> caches = instance.settings().registryCaches();
        if (!caches.isEmpty()) {
            config.put("cache-port", instance.port(InternalPort.REGISTRY_CACHE));
            config.put("cache-storage", cache(instance.seen()).toString());
            config.put("cache-bytes", instance.settings().registryCacheBytes());
            config.put("caches",
                    caches.stream().map(each -> Map.of("name", each.name(), "url", each.url(), "user", each.user(), "password", each.password())).toList());
        }
        return config;
    }

    @Override
    public Optional<StartArchive> startArchive(Instance instance) {
        return Jvm.archive(instance, name(), Staged.REGISTRY_GATE);
    }

    @Override
    public Health health(Instance instance) {
        return Probe.http(address(instance) + "/healthz");
    }

    @Override
    public String address(Instance instance) {
        return instance.registryLoopbackUrl();
    }

    @Override
    public String version(Instance instance) {
        return Versions.marina();
    }
}
