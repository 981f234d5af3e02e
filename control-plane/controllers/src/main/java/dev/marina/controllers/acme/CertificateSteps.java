package dev.marina.controllers.acme;

import dev.marina.acme.AccountKey;
import dev.marina.acme.AcmeClient;
import dev.marina.acme.AcmeProblem;
import dev.marina.acme.CertificatePace;
import dev.marina.acme.CertificateRequest;
import dev.marina.controllers.acme.CertificatePlan.Held;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.parts.AcmeChallenges;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The steps of one certificate, one at a look.
record CertificateSteps(AcmeClient client, Turn turn, WantedCertificate wanted) {

    /// Between two looks at an order that the server works at.
    private static final Duration PACE = Duration.ofSeconds(5);

    /// Does what is next; answers when the one after that is, empty when nothing is.
    Optional<Duration> next() throws InterruptedException {
        CertificateSecret secret = new CertificateSecret(turn, turn.key().namespace(), wanted.secret());
        if (secret.somebodyElses()) {
            turn.event(wanted.about(), Severity.Warning, "CertificateNotOrdered",
                    "Secret %s is there and was not made by an order: it is left as it is".formatted(wanted.secret()));
            return Optional.empty();
        }
        OrderSecret orders = new OrderSecret(turn, turn.key().namespace(), wanted.secret());
        Optional<CertificateOrder> known = orders.order();
        Optional<Held> held = secret.held();
        CertificatePlan plan = CertificatePlan.of(wanted.hosts(), held, known, turn.now());
        try {
            return Optional.of(switch (plan) {
                case CertificatePlan.Wait(Instant until) -> {
                    if (known.isPresent() && held.isPresent() && until.equals(held.get().renewal())) {
                        orders.remove();
                    }
                    yield Duration.between(turn.now(), until);
                }
                case CertificatePlan.Begin _ -> begin(orders, failures(known));
                case CertificatePlan.Ask(CertificateOrder order) -> {
                    AccountSecret account = new AccountSecret(turn);
                    for (String answer : order.answers()) {
                        client.ready(account.key(), order.account(), answer);
                    }
                    orders.keep(order.asked(turn.now()));
                    yield PACE;
                }
                case CertificatePlan.Follow(CertificateOrder order) -> follow(order, orders, secret);
                case CertificatePlan.GiveUp(CertificateOrder _) -> throw new AcmeProblem("timeout", "the server did not end the order in %d minutes"
                        .formatted(CertificatePlan.LONGEST_ORDER.toMinutes()));
            });
        } catch (AcmeProblem | IOException problem) {
            return Optional.of(failed(orders, failures(known) + 1, problem));
        }
    }

    /// One after the other, with these names.
    private int failures(Optional<CertificateOrder> known) {
        return known.filter(order -> order.hosts().equals(wanted.hosts())).map(CertificateOrder::failures).orElse(0);
    }

    private Duration begin(OrderSecret orders, int failures) throws AcmeProblem, IOException, InterruptedException {
        AccountSecret account = new AccountSecret(turn);
        Optional<Instant> free = account.begin(turn.now());
        if (free.isPresent()) {
            turn.event(wanted.about(), Severity.Warning, "CertificateNotOrdered", "this cluster has begun %d orders within an hour: more wait"
                    .formatted(AccountSecret.MOST_ORDERS));
            return Duration.between(turn.now(), free.get());
        }
        AccountKey key = account.key();
        String url = client.account(key);
        AcmeClient.Order order = client.order(key, url, wanted.hosts());
        List<String> answers = new ArrayList<>();
        List<AcmeChallenges.Challenge> challenges = new ArrayList<>();
        for (String each : order.authorizations()) {
            AcmeClient.Authorization authorization = client.authorization(key, url, each);
            if (authorization.status().equals("valid")) {
                continue;
            }
            AcmeChallenges.Challenge challenge = new AcmeChallenges.Challenge(authorization.host(), authorization.token(),
                    key.authorization(authorization.token()));
            if (!challenge.sound() || !wanted.hosts().contains(challenge.host())) {
                throw new AcmeProblem("malformed", "the server's challenge is for no name of the order, or its token is none");
            }
            challenges.add(challenge);
            answers.add(authorization.challenge());
        }
        orders.keep(new CertificateOrder(wanted.hosts(), order.url(), answers, turn.now(), false, failures, "", url),
                challenges);
        turn.event(wanted.about(), Severity.Normal, "CertificateOrdered", "a certificate for %s is ordered".formatted(String.join(", ", wanted.hosts())));
        return CertificatePlan.TO_BE_SERVED;
    }

    private Duration follow(CertificateOrder order, OrderSecret orders, CertificateSecret secret)
            throws AcmeProblem, IOException, InterruptedException {
        AccountKey key = new AccountSecret(turn).key();
        AcmeClient.Order now = client.look(key, order.account(), order.url());
        switch (now.status()) {
            case "ready" -> client.finish(key, order.account(), now, CertificateRequest.of(order.hosts(), orders.certificateKey()));
            case "valid" -> {
                secret.write(order.hosts(), client.certificate(key, order.account(), now), orders.certificateKey());
                orders.remove();
                turn.event(wanted.about(), Severity.Normal, "CertificateIssued",
                        "the certificate for %s is in Secret %s".formatted(String.join(", ", order.hosts()),
                                secret.name()));
            }
            case "invalid" -> throw client.refusal(key, order.account(), now);
            default -> {
                // The server works at it.
            }
        }
        return PACE;
    }

    private Duration failed(OrderSecret orders, int failures, Exception problem) {
        String words = problem instanceof AcmeProblem ? problem.getMessage() : "the ACME server does not answer";
        orders.keep(CertificateOrder.failed(wanted.hosts(), turn.now(), failures, words), List.of());
        Duration retry = CertificatePace.retry(failures);
        turn.event(wanted.about(), Severity.Warning, "CertificateFailed", "a certificate for %s: %s. It is asked for again in %d minutes".formatted(
                String.join(", ", wanted.hosts()), words, retry.toMinutes()));
        return retry;
    }
}
