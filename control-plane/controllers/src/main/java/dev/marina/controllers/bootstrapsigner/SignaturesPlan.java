package dev.marina.controllers.bootstrapsigner;

import dev.marina.api.token.BootstrapToken;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What `cluster-info` is to say: what it said, with one signature for each token that may sign and no other.
///
/// @param next when the next of these tokens is over; empty: none will be
record SignaturesPlan(Map<String, String> data, Optional<Instant> next) {

    private static final String CONTENT = "kubeconfig";
    private static final String SIGNATURE = "jws-kubeconfig-";

    /// A ConfigMap without a kubeconfig stays as it is.
    static SignaturesPlan of(Map<String, String> data, List<BootstrapToken> tokens, Instant now) {
        if (!data.containsKey(CONTENT)) {
            return new SignaturesPlan(data, Optional.empty());
        }
        List<BootstrapToken> signing = tokens.stream().filter(token -> token.signs() && !token.over(now)).toList();
        Map<String, String> signed = new TreeMap<>(data);
        signed.keySet().removeIf(key -> key.startsWith(SIGNATURE));
        signing.forEach(token -> signed.put(SIGNATURE + token.id(), DetachedSignature.of(data.get(CONTENT), token.id(), token.secret())));
        return new SignaturesPlan(signed, signing.stream().flatMap(token -> token.end().stream()).min(Comparator.naturalOrder()));
    }
}
