package dev.marina.controllers.certificatesigningrequest;

import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// Keeps a request for an hour after it was answered, and for a day without. pkg/controller/certificates/cleaner
public final class AnsweredRequestReconciler implements Reconciler {

    private static final Duration ANSWERED = Duration.ofHours(1);
    private static final Duration OPEN = Duration.ofDays(1);

    public static Controller controller() {
        return Controller.named("certificate").reconciles(Types.SIGNING_REQUESTS).with(new AnsweredRequestReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<CertificateSigningRequest> found = turn.find(Types.SIGNING_REQUESTS);
        Optional<Instant> end = found.flatMap(AnsweredRequestReconciler::end);
        if (end.isEmpty()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(turn.realNow(), end.get());
        if (left.isPositive()) {
            return Outcome.recheckAfter(left);
        }
        turn.writes().delete(Types.SIGNING_REQUESTS, found.get());
        return Outcome.SETTLED;
    }

    /// Empty where somebody has said something else than yes, no or failed.
    static Optional<Instant> end(CertificateSigningRequest request) {
        CertificateSigningRequestStatus status = request.getStatus();
        if (status == null || status.getConditions().isEmpty()) {
            return Optional.of(Instant.parse(request.getMetadata().getCreationTimestamp()).plus(OPEN));
        }
        boolean issued = status.getCertificate() != null && !status.getCertificate().isEmpty();
        return status.getConditions().stream().flatMap(condition -> end(condition, issued).stream()).min(Comparator.naturalOrder());
    }

    private static Optional<Instant> end(CertificateSigningRequestCondition condition, boolean issued) {
        Optional<Instant> since = Optional.ofNullable(condition.getLastUpdateTime()).map(Instant::parse);
        return switch (condition.getType()) {
            case "Denied", "Failed" -> since.map(time -> time.plus(ANSWERED));
            case "Approved" -> since.map(time -> time.plus(issued ? ANSWERED : OPEN));
            default -> Optional.empty();
        };
    }
}
