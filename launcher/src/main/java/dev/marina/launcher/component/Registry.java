package dev.marina.launcher.component;

import java.io.IOException;
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
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Secrets.Secret;

/// Debian's `docker-registry`, on loopback, with its files under the installation's directory. Nobody asks it but its gate ([RegistryGate]).
final class Registry implements Component {
    static final String ISSUER = "marina";

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws IOException {
        Ownership.tree(storage(instance.layout()), instance.account(Part.REGISTRY));
    }

    static java.nio.file.Path storage(Layout layout) {
        return layout.data("registry");
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, GeneralSecurityException {
        Account account = instance.account(Part.REGISTRY);
        RegistryKeys keys = RegistryKeys.of(instance);
        keys.giveCertificate(instance, account);
        String yaml = Json.yaml(config(instance));
        Ownership.file(instance.layout().config("registry.yaml"), yaml, account);
        // With the same variables as everything else it would take those that begin with REGISTRY for settings; there are none.
        return Optional.of(new ProcessSpec(Privileges.of(account),
                List.of("docker-registry", "serve", instance.seen().config("registry.yaml").toString()),
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), List.of(yaml, keys.certificate())));
    }

    /// What is not swept is the gate's matter, as are uploads that nobody goes on with. Descriptors are not cached, since the gate removes files.
    static Map<String, Object> config(Instance instance) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("version", 0.1);
        config.put("log", Map.of("level", "warn", "accesslog", Map.of("disabled", true)));
        config.put("storage", Map.of("filesystem", Map.of("rootdirectory", storage(instance.seen()).toString()), "delete", Map.of("enabled", true),
                "maintenance", Map.of("uploadpurging", Map.of("enabled", false))));
        config.put("http", Map.of("addr", "127.0.0.1:" + instance.port(InternalPort.REGISTRY), "relativeurls", true,
                "secret", instance.secrets().of(Secret.REGISTRY)));
        config.put("auth", Map.of("token", Map.of("realm", instance.registryRealm(), "service", instance.registry(), "issuer", ISSUER,
                "rootcertbundle", RegistryKeys.certificateFile(instance.seen()).toString())));
        return config;
    }

    /// It answers, and asks for a token.
    @Override
    public Health health(Instance instance) {
        return Probe.http(address(instance) + "/v2/", status -> status == 401);
    }

    @Override
    public String address(Instance instance) {
        return "http://127.0.0.1:" + instance.port(InternalPort.REGISTRY);
    }

    @Override
    public String version(Instance instance) {
        return Versions.installed("docker-registry", "--version");
    }
}
