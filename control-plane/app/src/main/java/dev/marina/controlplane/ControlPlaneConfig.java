package dev.marina.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.acme.AcmeDirectory;
import dev.marina.apiserver.ApiServerConfig.BehindFront;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.controllers.build.BuildPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Settings of the control plane: a YAML file of dashed keys.
///
/// @param instance the installation's id
/// @param home `$MARINA_HOME`
/// @param internalPort health and metrics, on loopback
/// @param agentPort the node agents' tunnels
/// @param agentAddress at which they come from other machines (`agent-address`); empty: there are none
/// @param proxyPort connections of pods to their API server, forwarded by agents
/// @param storage where everything durable lies
/// @param processId names this process among those that share the shards
/// @param sleepAfter after how long without use a cluster is dropped from memory; zero: never (`sleep-after-seconds`)
/// @param nodeSubnet from which nodes get their underlay addresses; the same as the node agents'
/// @param loadBalancerRange addresses of Services of type LoadBalancer; empty: a part of `nodeSubnet`
/// @param applications below which domain applications have names, and the port at which they answer (`apps-domain`, `apps-port`); empty: none has
/// @param builds where images of builds go: the platform's registry and the `host:port` at which pods reach it (`registry`, `registry-front`); empty: none are built
/// @param certificates the ACME server of the installation, by whom it is known and to whom it may write (`acme-directory`, `acme-ca`, `acme-contact`); empty: none
/// @param labs where the installation's labs lie (`labs-directory`); empty: it has none
/// @param standby one of several processes, of which one serves and the others wait to take its place: the ports on which it then listens behind a
///     front (`standby-api-port`, `standby-agent-port`, `standby-proxy-port`); empty: it is alone
public record ControlPlaneConfig(String instance, Path home, String publicHost, String apiBind, int apiPort, int internalPort, int agentPort, int proxyPort,
        StorageConfig storage, String oidcIssuer, Optional<URI> oidcJwksUrl, String oidcAudience, String processId,
        String nodeSubnet, Optional<String> loadBalancerRange, Duration sleepAfter, Optional<Path> labs, Optional<ApplicationDomain> applications,
        Optional<BuildPlace> builds, Optional<AcmeDirectory> certificates, Optional<String> agentAddress, Optional<BehindFront> standby) {

    private static final Set<String> KEYS = Set.of("instance", "home", "public-host", "api-bind", "api-port", "internal-port", "agent-port", "proxy-port",
            "etcd-endpoints", "etcd-ca", "etcd-certificate", "etcd-key", "encryption-key-file", "encrypted-types", "oidc-issuer", "oidc-jwks-url",
            "oidc-audience", "process-id", "agent-address", "node-subnet", "load-balancer-range", "sleep-after-seconds", "labs-directory", "apps-domain",
            "apps-port",
            "registry", "registry-front", "build-repositories", "acme-directory", "acme-ca", "acme-contact",
            "standby-api-port", "standby-agent-port", "standby-proxy-port");

    public ControlPlaneConfig {
        for (int port : new int[] {apiPort, internalPort, agentPort, proxyPort}) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is %d; it must be between 1 and 65535".formatted(port));
            }
        }
    }

    public static ControlPlaneConfig load(Path file) throws IOException {
        return of(new YAMLMapper().readTree(Files.readAllBytes(file)), file.toString());
    }

    static ControlPlaneConfig of(JsonNode yaml, String where) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : yaml.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                throw new IllegalArgumentException("%s: unknown key %s; known are %s".formatted(where, entry.getKey(), KEYS.stream().sorted().toList()));
            }
            JsonNode value = entry.getValue();
            values.put(entry.getKey(), value.isArray() ? String.join(",", value.valueStream().map(JsonNode::asText).toList()) : value.asText());
        }
        String jwks = values.getOrDefault("oidc-jwks-url", "");
        return new ControlPlaneConfig(required(values, "instance", where), Path.of(required(values, "home", where)).toAbsolutePath(),
                values.getOrDefault("public-host", "localhost"), values.getOrDefault("api-bind", "0.0.0.0"), port(values, "api-port", where),
                port(values, "internal-port", where), port(values, "agent-port", where), port(values, "proxy-port", where),
                StorageConfig.of(values, Path.of(required(values, "home", where)).toAbsolutePath(), where),
                values.getOrDefault("oidc-issuer", ""), jwks.isEmpty() ? Optional.empty() : Optional.of(URI.create(jwks)),
                values.getOrDefault("oidc-audience", "marina"), values.getOrDefault("process-id", "control-plane-1"),
                values.getOrDefault("node-subnet", "100.64.0.0/16"), Optional.ofNullable(values.get("load-balancer-range")),
                Duration.ofSeconds(Long.parseLong(values.getOrDefault("sleep-after-seconds", "0"))),
                Optional.ofNullable(values.get("labs-directory")).map(Path::of),
                Optional.ofNullable(values.get("apps-domain")).map(domain -> new ApplicationDomain(domain, port(values, "apps-port", where))),
                Optional.ofNullable(values.get("registry")).map(registry -> new BuildPlace(registry, required(values, "registry-front", where),
                        BuildPlace.repositories(values.getOrDefault("build-repositories", "")))),
                Optional.ofNullable(values.get("acme-directory")).map(directory -> AcmeDirectory.of(directory, Optional.ofNullable(values.get("acme-ca"))
                        .map(Path::of), Optional.ofNullable(values.get("acme-contact")))),
                Optional.ofNullable(values.get("agent-address")),
                Optional.ofNullable(values.get("standby-api-port")).map(_ -> new BehindFront(port(values, "standby-api-port", where),
                        port(values, "standby-agent-port", where), port(values, "standby-proxy-port", where))));
    }

    private static String required(Map<String, String> values, String key, String where) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("%s: %s is missing".formatted(where, key));
        }
        return value;
    }

    private static int port(Map<String, String> values, String key, String where) {
        String value = required(values, key, where);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s: %s is \"%s\"; it must be a port number".formatted(where, key, value), e);
        }
    }
}
