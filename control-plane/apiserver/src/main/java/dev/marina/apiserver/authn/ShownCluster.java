package dev.marina.apiserver.authn;

import dev.marina.api.ClusterId;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.RequestParser;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.store.ClusterRecord;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads from a client's certificate or token which cluster it claims to be of. Believes nothing: the claim only says which
/// cluster is to judge it.
public final class ShownCluster implements HttpFront.HomeCluster {

    private static final String BEARER = "Bearer ";
    private static final Pattern KEY_ID = Pattern.compile(Pattern.quote(ServiceAccountTokens.KEY_ID) + "([0-9a-f]{16})");

    private final Function<ClusterId, Optional<ClusterRecord>> records;

    public ShownCluster(Function<ClusterId, Optional<ClusterRecord>> records) {
        this.records = records;
    }

    @Override
    public Optional<RequestParser.Located> of(List<X509Certificate> chain, String authorization, String path) {
        Optional<RequestParser.Located> ofToken = authorization.startsWith(BEARER)
                ? Jwt.parse(authorization.substring(BEARER.length()).strip()).flatMap(token -> ofKey(token.keyId(), path))
                : Optional.empty();
        return ofToken.or(() -> chain.stream().findFirst().flatMap(ClusterKeys.Issuer::of)
                .map(issuer -> new RequestParser.Located(issuer.tenant(), issuer.cluster(), path)));
    }

    private Optional<RequestParser.Located> ofKey(String keyId, String path) {
        Matcher matcher = KEY_ID.matcher(keyId);
        return matcher.matches()
                ? records.apply(new ClusterId(matcher.group(1))).map(record -> new RequestParser.Located(record.tenant(), record.name(), path))
                : Optional.empty();
    }
}
