package dev.marina.controllers.acme;

import dev.marina.acme.CertificatePace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is to be done next for one certificate. A pure function of what was read.
sealed interface CertificatePlan {

    /// So long the entrance may take to answer a challenge after it was written.
    Duration TO_BE_SERVED = Duration.ofSeconds(10);
    /// An order that the server does not end by then is given up.
    Duration LONGEST_ORDER = Duration.ofMinutes(30);

    record Wait(Instant until) implements CertificatePlan {}

    record Begin() implements CertificatePlan {}

    /// Tell the server to look.
    record Ask(CertificateOrder order) implements CertificatePlan {}

    /// See how far the server has come.
    record Follow(CertificateOrder order) implements CertificatePlan {}

    record GiveUp(CertificateOrder order) implements CertificatePlan {}

    /// A certificate of ours.
    record Held(List<String> hosts, Instant from, Instant until) {

        Instant renewal() {
            return CertificatePace.renewal(from, until);
        }
    }

    static CertificatePlan of(List<String> hosts, Optional<Held> held, Optional<CertificateOrder> known, Instant now) {
        Optional<Held> good = held.filter(certificate -> certificate.hosts().equals(hosts) && now.isBefore(certificate.renewal()));
        if (good.isPresent()) {
            return new Wait(good.get().renewal());
        }
        // Other names are another order; what failed with the old ones says nothing of these.
        Optional<CertificateOrder> same = known.filter(order -> order.hosts().equals(hosts));
        if (same.isEmpty()) {
            return new Begin();
        }
        CertificateOrder order = same.get();
        if (order.url().isEmpty()) {
            Instant next = order.since().plus(CertificatePace.retry(order.failures()));
            return now.isBefore(next) ? new Wait(next) : new Begin();
        }
        if (now.isAfter(order.since().plus(LONGEST_ORDER))) {
            return new GiveUp(order);
        }
        if (order.asked()) {
            return new Follow(order);
        }
        Instant served = order.since().plus(TO_BE_SERVED);
        return now.isBefore(served) ? new Wait(served) : new Ask(order);
    }
}
