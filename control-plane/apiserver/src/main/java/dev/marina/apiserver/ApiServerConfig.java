package dev.marina.apiserver;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Settings of the API server.
///
/// @param publicHost name by which clients reach it; in certificates and kubeconfigs
/// @param bind address of the public port
/// @param forwardPort where other control-plane processes send requests for clusters of this one; on loopback
/// @param pkiDirectory where the platform's keys and the components' kubeconfigs are
/// @param oidcIssuer exactly the tokens' issuer; "" for none
/// @param oidcKeys where the issuer's keys are fetched
public record ApiServerConfig(String publicHost, String bind, int apiPort, int agentPort, int proxyPort, int forwardPort, Path pkiDirectory,
        String oidcIssuer, Optional<URI> oidcKeys, String oidcAudience, Duration requestTimeout) {

    public ApiServerConfig {
        if (publicHost.isBlank()) {
            throw new IllegalArgumentException("public-host is empty; it must be the name by which clients reach the server");
        }
    }

    public String endpoint(String tenant, String cluster) {
        return "https://%s:%d/clusters/%s/%s".formatted(publicHost, apiPort, tenant, cluster);
    }
}
