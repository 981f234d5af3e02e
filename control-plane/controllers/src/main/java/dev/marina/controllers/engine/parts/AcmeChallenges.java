package dev.marina.controllers.engine.parts;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a cluster's entrance is to answer an ACME server that wants to see whose a name is (RFC 8555, 8.3). Written by who orders
/// certificates, said by who answers at port 80; it lies in Secrets of kube-system, which are the tenant's to read and to write.
public final class AcmeChallenges {

    public static final String NAMESPACE = "kube-system";
    public static final String PREFIX = "marina-acme-";
    /// Of each `marina.dev/acme-challenge.<token>` the host and what is to be answered, in two lines.
    public static final String KEY = "challenge.";
    public static final String PATH = "/.well-known/acme-challenge/";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,128}");
    private static final Pattern ANSWER = Pattern.compile("[A-Za-z0-9_-]{16,128}\\.[A-Za-z0-9_-]{43}");

    private AcmeChallenges() {}

    /// @param host in small letters
    public record Challenge(String host, String token, String answer) {

        public boolean sound() {
            return TOKEN.matcher(token).matches() && ANSWER.matcher(answer).matches();
        }

        public String value() {
            return Base64.getEncoder().encodeToString((host + "\n" + answer).getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Those of a cluster. What is not of this form is nobody's.
    public static List<Challenge> of(Snapshot snapshot) {
        return snapshot.list(Types.SECRETS, NAMESPACE).stream().filter(secret -> secret.getMetadata().getName().startsWith(PREFIX))
                .flatMap(AcmeChallenges::of).toList();
    }

    static Stream<Challenge> of(Secret secret) {
        return Optional.ofNullable(secret.getData()).orElse(Map.of()).entrySet().stream().filter(entry -> entry.getKey().startsWith(KEY))
                .flatMap(entry -> of(entry.getKey().substring(KEY.length()), entry.getValue()).stream());
    }

    private static Optional<Challenge> of(String token, String value) {
        try {
            String[] lines = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).split("\n");
            return lines.length == 2 ? Optional.of(new Challenge(lines[0], token, lines[1])).filter(Challenge::sound) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
