package dev.marina.apiserver.authn;

import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.RequestParser;
import dev.marina.apiserver.pki.ClusterKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Reads from a client's certificate or token which cluster it claims to be of. Believes nothing: the claim only says which
/// cluster is to judge it.
public final class ShownCluster implements HttpFront.HomeCluster {

    private static final String BEARER = "Bearer ";

    @Override
    public Optional<RequestParser.Located> of(List<X509Certificate> chain, String authorization, String path) {
        Optional<RequestParser.Located> ofToken = authorization.startsWith(BEARER)
                ? Jwt.parse(authorization.substring(BEARER.length()).strip()).flatMap(token -> ofIssuer(token.issuer(), path))
                : Optional.empty();
        return ofToken.or(() -> chain.stream().findFirst().flatMap(ClusterKeys.Issuer::of)
                .map(issuer -> new RequestParser.Located(issuer.tenant(), issuer.cluster(), path)));
    }

    private static Optional<RequestParser.Located> ofIssuer(String issuer, String path) {
        try {
            RequestParser.Located located = RequestParser.locate(String.valueOf(new URI(issuer).getPath()));
            return located.cluster().isEmpty() ? Optional.empty() : Optional.of(new RequestParser.Located(located.tenant(), located.cluster(), path));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
