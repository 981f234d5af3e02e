package dev.marina.apiserver;

import dev.marina.apiserver.machine.JoinPlace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Settings of the API server.
///
/// @param publicHost name by which clients reach it; in certificates and kubeconfigs
/// @param bind address of the public port
/// @param forwardPort where other control-plane processes send requests for clusters of this one; on loopback
/// @param pkiDirectory where the platform's keys and the components' kubeconfigs are
/// @param auditDirectory where clusters' audits are
/// @param oidcIssuer exactly the tokens' issuer; "" for none
/// @param oidcKeys where the issuer's keys are fetched
/// @param joining where further machines join; empty: none may
/// @param behind the ports on which it listens itself where something before it has those that are told; empty: it has them
public record ApiServerConfig(String publicHost, String bind, int apiPort, int agentPort, int proxyPort, int forwardPort, Path pkiDirectory,
        Path auditDirectory, String oidcIssuer, Optional<URI> oidcKeys, String oidcAudience, Duration requestTimeout,
        Optional<JoinPlace> joining, Optional<BehindFront> behind) {

    private static final String INSIDE_ISSUER = "https://kubernetes.default.svc.cluster.local";

    /// On loopback alone, of several processes behind one address. Connections to the first begin with a PROXY v2 header, which says whose they are.
    public record BehindFront(int apiPort, int agentPort, int proxyPort) {}

    /// Of one machine alone.
    public ApiServerConfig(String publicHost, String bind, int apiPort, int agentPort, int proxyPort, int forwardPort, Path pkiDirectory,
            Path auditDirectory, String oidcIssuer, Optional<URI> oidcKeys, String oidcAudience, Duration requestTimeout) {
        this(publicHost, bind, apiPort, agentPort, proxyPort, forwardPort, pkiDirectory, auditDirectory, oidcIssuer, oidcKeys, oidcAudience, requestTimeout,
                Optional.empty(), Optional.empty());
    }

    public ApiServerConfig {
        if (publicHost.isBlank()) {
            throw new IllegalArgumentException("public-host is empty; it must be the name by which clients reach the server");
        }
    }

    /// Who issues a cluster's tokens: its address, where pods can ask there. Else the name by which every pod knows its own API
    /// server, as upstream has it.
    public String issuer(String tenant, String cluster) {
        return reachesOnlyItself(publicHost) ? INSIDE_ISSUER : endpoint(tenant, cluster);
    }

    /// Whose tokens a cluster takes for its own, once its keys have signed them: also those from before the installation had
    /// another name. The first is the issuer.
    public List<String> issuers(String tenant, String cluster) {
        return Stream.of(issuer(tenant, cluster), INSIDE_ISSUER, endpoint(tenant, cluster)).distinct().toList();
    }

    private static boolean reachesOnlyItself(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || name.startsWith("127.") || name.equals("::1") || name.equals("[::1]");
    }

    public String endpoint(String tenant, String cluster) {
        return "https://%s:%d/clusters/%s/%s".formatted(publicHost, apiPort, tenant, cluster);
    }

    /// Where clusters' backups are.
    public Path backupDirectory() {
        return auditDirectory.resolveSibling("backups");
    }

    /// The same for a server that knows nobody's issuer.
    ApiServerConfig withoutKeys() {
        return new ApiServerConfig(publicHost, bind, apiPort, agentPort, proxyPort, forwardPort, pkiDirectory, auditDirectory, oidcIssuer, Optional.empty(),
                oidcAudience, requestTimeout, Optional.empty(), behind);
    }
}
