package dev.marina.launcher.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.acme.AccountKey;
import dev.marina.acme.CertificatePace;
import dev.marina.launcher.Json;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.tls.Identity;

/// What is kept of the certificate by ACME: the account's key, the certificate with its own, and what failed last. Root's alone.
public record CertificateFiles(Path account, Path certificate, Path failure) {

    public static CertificateFiles of(Layout layout) {
        return new CertificateFiles(layout.internal("acme-account"), layout.internal("acme-certificate.pem"), layout.internal("acme-failure.json"));
    }

    /// What went wrong, so many times one after the other.
    record Failure(Instant since, int times, List<String> names, String problem) {

        Instant next() {
            return since.plus(CertificatePace.retry(times));
        }
    }

    /// Made where there is none.
    public AccountKey accountKey() throws IOException {
        if (!Files.exists(account)) {
            Json.write(account, AccountKey.fresh().text(), _ -> {});
        }
        return AccountKey.of(Files.readString(account));
    }

    /// The certificate for these names, if there is one that has not ended.
    public Optional<Identity> held(List<String> names, Instant now) {
        try {
            if (!Files.exists(certificate)) {
                return Optional.empty();
            }
            String pem = Files.readString(certificate);
            return Optional.of(Identity.of(pem, pem)).filter(identity -> identity.isFor(names) && now.isBefore(identity.end()));
        } catch (IOException | GeneralSecurityException _) {
            // Another one is got in its place.
            return Optional.empty();
        }
    }

    void keep(Identity identity) throws IOException, GeneralSecurityException {
        Json.write(certificate, identity.wholePem(), _ -> {});
        Files.deleteIfExists(failure);
    }

    void failed(Instant now, List<String> names, String problem) {
        int times = failure(names).map(Failure::times).orElse(0) + 1;
        Json.writeJson(failure, Map.of("since", now.toString(), "times", String.valueOf(times), "names", String.join(",", names), "problem", problem));
    }

    /// Of these names: what failed with others says nothing of them.
    Optional<Failure> failure(List<String> names) {
        if (!Files.exists(failure)) {
            return Optional.empty();
        }
        Map<String, String> read = Json.read(failure, new TypeReference<>() {});
        return Optional.of(new Failure(Instant.parse(read.get("since")), Integer.parseInt(read.get("times")), List.of(read.get("names").split(",")),
                read.get("problem"))).filter(found -> found.names.equals(names));
    }

    public boolean hasFailed(List<String> names) {
        return failure(names).isPresent();
    }

    /// When the server is asked next.
    Instant due(List<String> names, Instant now) {
        Instant renewal = held(names, now).map(identity -> CertificatePace.renewal(identity.begin(), identity.end())).orElse(Instant.MIN);
        Instant retry = failure(names).map(Failure::next).orElse(Instant.MIN);
        return renewal.isAfter(retry) ? renewal : retry;
    }

    /// What an operator reads.
    public String words(List<String> names, Instant now) {
        Optional<Failure> failed = failure(names);
        String held = held(names, now).map(identity -> "until %s, renewed from %s on".formatted(identity.end(),
                CertificatePace.renewal(identity.begin(), identity.end()).truncatedTo(ChronoUnit.SECONDS))).orElse("");
        if (failed.isPresent()) {
            Duration left = Duration.between(now, failed.get().next());
            return "%s%s; asked for again in %d minutes".formatted(held.isEmpty() ? "" : held + "; ", failed.get().problem(), Math.max(0, left.toMinutes()));
        }
        return held.isEmpty() ? "is being ordered" : held;
    }
}
