package dev.marina.controllers.acme;

import dev.marina.acme.AcmeClient;
import dev.marina.acme.AcmeDirectory;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.parts.CertificateAsker;
import java.util.List;
import java.util.Optional;

/// Gets certificates for those that ask for them, and renews them by the cluster's clock. A key is the Secret that is to hold one. One step of
/// an order at a look: what was reached is written down, and the next look goes on from there.
public final class CertificateReconciler implements Reconciler {

    private final Optional<AcmeClient> server;
    private final List<CertificateAsker<?>> askers;
    private final Optional<String> platform;

    /// @param server empty where the installation has none
    CertificateReconciler(Optional<AcmeClient> server, List<CertificateAsker<?>> askers, Optional<String> platform) {
        this.server = server;
        this.askers = List.copyOf(askers);
        this.platform = platform;
    }

    /// @param askers for whose names the cluster's own entrance answers
    /// @param platform the domain whose names are the platform's
    public static Controller controller(Optional<AcmeDirectory> directory, List<CertificateAsker<?>> askers, Optional<String> platform) {
        return Controller.named("certificate-order").source(new CertificateKeys(askers)).workers(2)
                .with(new CertificateReconciler(directory.map(AcmeClient::new), askers, platform));
    }

    @Override
    public Outcome reconcile(Turn turn) throws InterruptedException {
        List<WantedCertificate> all = WantedCertificate.of(turn.snapshot(), askers, turn.key().namespace(), turn.key().name());
        if (all.isEmpty()) {
            return Outcome.SETTLED;
        }
        WantedCertificate wanted = all.getFirst();
        // Each would undo what the other has brought about.
        all.stream().filter(other -> !other.hosts().equals(wanted.hosts())).forEach(other -> refuse(turn, other,
                "Secret %s is to be for %s by the older %s %s: two certificates have two Secrets".formatted(other.secret(),
                        String.join(", ", wanted.hosts()), wanted.about().getKind(), wanted.about().getMetadata().getName())));
        if (server.isEmpty()) {
            refuse(turn, wanted, "this installation has no ACME server: its operator names one by MARINA_ACME_DIRECTORY");
            return Outcome.SETTLED;
        }
        Optional<String> unfit = wanted.unfit(platform);
        if (unfit.isPresent()) {
            refuse(turn, wanted, unfit.get());
            return Outcome.SETTLED;
        }
        return new CertificateSteps(server.get(), turn, wanted).next().map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    private static void refuse(Turn turn, WantedCertificate wanted, String message) {
        turn.event(wanted.about(), Severity.Warning, "CertificateNotOrdered", message);
    }
}
