package dev.marina.api.token;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a Secret of type `bootstrap.kubernetes.io/token` in kube-system says. staging/src/k8s.io/cluster-bootstrap/util/secrets
///
/// @param id "" where the Secret's name does not name its `token-id`, or that is none: then it may only end
/// @param secret 16 characters, or ""
/// @param end empty: never. A time that cannot be read is over, as upstream has it
/// @param groups those that it gives besides `system:bootstrappers`; none for a token that may not let in
public record BootstrapToken(String id, String secret, Optional<Instant> end, boolean authenticates, boolean signs, List<String> groups) {

    public static final String TYPE = "bootstrap.kubernetes.io/token";
    public static final String NAMESPACE = "kube-system";
    /// Before the id, in the Secret's name.
    public static final String PREFIX = "bootstrap-token-";

    private static final Pattern ID = Pattern.compile("[a-z0-9]{6}");
    private static final Pattern SECRET = Pattern.compile("[a-z0-9]{16}");
    private static final Pattern GROUP = Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");
    /// Upstream has no bound; here what a token says is kept, and one cluster's tokens must not fill what all share.
    private static final int MOST_GROUPS = 64;

    /// Empty for a Secret of another type.
    ///
    /// @param data in Base64, as the Secret has it
    public static Optional<BootstrapToken> of(String name, String type, Map<String, String> data) {
        if (!TYPE.equals(type)) {
            return Optional.empty();
        }
        String id = named(name, text(data, "token-id"));
        String secret = Optional.of(text(data, "token-secret")).filter(text -> SECRET.matcher(text).matches()).orElse("");
        boolean whole = !id.isEmpty() && !secret.isEmpty();
        Optional<List<String>> groups = groups(text(data, "auth-extra-groups"));
        boolean authenticates = whole && groups.isPresent() && text(data, "usage-bootstrap-authentication").equals("true");
        boolean signs = whole && text(data, "usage-bootstrap-signing").equals("true");
        return Optional.of(new BootstrapToken(id, secret, end(text(data, "expiration")), authenticates, signs, authenticates ? groups.get() : List.of()));
    }

    public boolean over(Instant now) {
        return end.isPresent() && !now.isBefore(end.get());
    }

    private static String named(String name, String id) {
        return ID.matcher(id).matches() && name.equals(PREFIX + id) ? id : "";
    }

    private static Optional<Instant> end(String expiration) {
        if (expiration.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(expiration).toInstant());
        } catch (DateTimeException e) {
            return Optional.of(Instant.MIN);
        }
    }

    /// Empty where one of them is none that a token may give.
    private static Optional<List<String>> groups(String commaSeparated) {
        List<String> groups = commaSeparated.isEmpty() ? List.of() : Arrays.stream(commaSeparated.split(",", -1)).distinct().sorted().toList();
        boolean fine = groups.size() <= MOST_GROUPS && groups.stream().allMatch(group -> GROUP.matcher(group).matches());
        return fine ? Optional.of(groups) : Optional.empty();
    }

    private static String text(Map<String, String> data, String key) {
        try {
            return new String(Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "BootstrapToken[%s ***]".formatted(id);
    }
}
