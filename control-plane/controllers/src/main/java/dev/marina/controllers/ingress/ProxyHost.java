package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.parts.AcmeChallenges.Challenge;
import java.util.List;
import java.util.Optional;

/// One fqdn of HTTPProxies, decided.
///
/// @param name may begin with `*.`, which stands for one label
/// @param tls how TLS is ended for it by HTTP's servers; empty where it is not, or by [TcpHost]
/// @param routes those first that go before the others
/// @param challenges what an ACME server is to find there, before all else
record ProxyHost(String name, Optional<Tls> tls, List<ProxyRoute> routes, List<Challenge> challenges) {

    ProxyHost(String name, Optional<Tls> tls, List<ProxyRoute> routes) {
        this(name, tls, routes, List.of());
    }

    /// With those that no route has the path of.
    ProxyHost challenged(List<Challenge> all) {
        return new ProxyHost(name, tls, routes, ChallengeText.of(all, name, path -> routes.stream().anyMatch(route -> route.match().path().equals(path))));
    }

    /// @param certificate name of the file with its certificate and key
    record Tls(String certificate, Versions versions, Optional<Clients> clients) {}

    enum Versions {
        BOTH, ONLY_1_2, ONLY_1_3
    }

    /// Whose certificates are asked for.
    ///
    /// @param file with authorities; empty where any certificate will do
    /// @param revoked name of the file with revocations
    record Clients(Optional<String> file, boolean optional, Optional<String> revoked) {}

    /// Connections of one name that are led on as they are.
    ///
    /// @param certificate with which TLS is ended; empty where pods do that
    /// @param own port at which nginx listens for it
    record TcpHost(String name, int own, Optional<String> certificate, Versions versions, List<Tcp> to) {}

    /// @param upstream empty where nobody is ready
    /// @param tls whether pods are spoken to by TLS
    record Tcp(Optional<Upstream> upstream, long weight, boolean tls, Optional<ProxyRoute.Trust> trust) {}
}
