package dev.marina.apiserver.authn;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.api.token.BootstrapToken;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.ParsedCache;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bootstrap tokens, `<id>.<secret>`: a machine that has nothing else yet shows one to ask for its certificate. The Secret of the
/// path's cluster decides, as it is at this moment: what is kept is kept by its version. A token that names no Secret costs one look
/// into the cluster's objects and leaves nothing behind. plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go
public final class BootstrapTokens {

    static final String USER = "system:bootstrap:";
    static final String GROUP = "system:bootstrappers";
    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final Pattern FORM = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");

    private final ClusterStore store;
    private final ParsedCache<Optional<BootstrapToken>> kept;
    private final Clock clock;

    public BootstrapTokens(ClusterStore store, Clock clock) {
        this(store, new ParsedCache<>(2_000, BootstrapTokens::read), clock);
    }

    private BootstrapTokens(ClusterStore store, ParsedCache<Optional<BootstrapToken>> kept, Clock clock) {
        this.store = store;
        this.kept = kept;
        this.clock = clock;
    }

    /// The same, judging by another clock.
    public BootstrapTokens at(Clock time) {
        return new BootstrapTokens(store, kept, time);
    }

    /// Empty for a text that has not the form of such a token; throws `Unauthorized` for a token that the path's cluster does not know.
    Optional<Identity> accept(String token, ApiRequest request) {
        if (!FORM.matcher(token).matches()) {
            return Optional.empty();
        }
        return Optional.of(request.cluster().flatMap(cluster -> verify(token, cluster)).orElseThrow(StatusException::unauthorized));
    }

    /// Whom the cluster lets in by this text; empty: nobody.
    public Optional<Identity> verify(String token, ClusterRecord cluster) {
        Matcher parts = FORM.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        ObjectKey key = new ObjectKey(cluster.id(), SECRETS, BootstrapToken.NAMESPACE, BootstrapToken.PREFIX + parts.group(1));
        return store.image(cluster.id()).find(key).filter(stored -> !stored.opaque() && !stored.fields().terminating()).flatMap(kept::get)
                .filter(found -> same(found.secret(), parts.group(2)) && found.authenticates() && !found.over(clock.instant()))
                .map(BootstrapTokens::identity);
    }

    /// Takes as long for the first letter as for the last.
    private static boolean same(String known, String shown) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.US_ASCII), shown.getBytes(StandardCharsets.US_ASCII));
    }

    private static Identity identity(BootstrapToken token) {
        List<String> groups = new ArrayList<>(List.of(GROUP));
        groups.addAll(token.groups());
        return Identity.authenticated(USER + token.id(), "", groups, Map.of(), Identity.Proof.BOOTSTRAP_TOKEN);
    }

    private static Optional<BootstrapToken> read(Document secret) {
        Map<String, String> data = new HashMap<>();
        secret.at("data").properties().forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        return BootstrapToken.of(secret.name(), secret.text("type"), data);
    }
}
