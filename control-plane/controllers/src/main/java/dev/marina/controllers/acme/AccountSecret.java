package dev.marina.controllers.acme;

import dev.marina.acme.AccountKey;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.AcmeChallenges;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cluster's account at the ACME server, and when it last began orders: kept in a Secret, sealed as those are.
record AccountSecret(Turn turn) {

    static final String NAME = AcmeChallenges.PREFIX + "account";
    /// In an hour. Servers count by account, by name and by address: one tenant's orders are not to be in the others' way.
    static final int MOST_ORDERS = 10;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String KEY = "key";
    private static final String BEGUN = "orders";

    private Optional<Secret> present() {
        return turn.snapshot().find(Types.SECRETS, AcmeChallenges.NAMESPACE, NAME);
    }

    /// Made where there is none, or none that can be read.
    AccountKey key() {
        Optional<AccountKey> known = present().flatMap(secret -> OrderSecret.data(secret, KEY)).flatMap(AccountSecret::read);
        if (known.isPresent()) {
            return known.get();
        }
        AccountKey fresh = AccountKey.fresh();
        write(KEY, fresh.text());
        return fresh;
    }

    private static Optional<AccountKey> read(String text) {
        try {
            return Optional.of(AccountKey.of(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Notes that an order begins; or answers when the next may.
    Optional<Instant> begin(Instant now) {
        List<Instant> begun = new ArrayList<>();
        present().flatMap(secret -> OrderSecret.data(secret, BEGUN)).stream().flatMap(String::lines).forEach(line -> instant(line)
                .filter(time -> time.isAfter(now.minus(HOUR)) && !time.isAfter(now)).ifPresent(begun::add));
        if (begun.size() >= MOST_ORDERS) {
            return Optional.of(begun.getFirst().plus(HOUR));
        }
        begun.add(now);
        write(BEGUN, String.join("\n", begun.stream().map(Instant::toString).toList()));
        return Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private void write(String key, String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        Optional<Secret> present = present();
        if (present.isEmpty()) {
            turn.writes().create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace(AcmeChallenges.NAMESPACE).withName(NAME).endMetadata()
                    .withType("Opaque").withData(Map.of(key, data)).build());
        } else {
            // At the version that was read: of two that begin at once one begins later.
            turn.writes().update(Types.SECRETS, new SecretBuilder(present.get()).addToData(key, data).build());
        }
    }
}
