package dev.marina.controllers.acme;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// Gets certificates for Ingresses that ask for them, and renews them by the cluster's clock. One step of an order at a look: what was
/// reached is written down, and the next look goes on from there.
public final class CertificateReconciler implements ObjectReconciler<Ingress> {

    private final Optional<AcmeClient> server;
    private final BiPredicate<Snapshot, Ingress> served;
    private final Optional<String> platform;

    /// @param server empty where the installation has none
    CertificateReconciler(Optional<AcmeClient> server, BiPredicate<Snapshot, Ingress> served, Optional<String> platform) {
        this.server = server;
        this.served = served;
        this.platform = platform;
    }

    /// @param served whether the cluster's own entrance answers for an Ingress
    /// @param platform the domain whose names are the platform's
    public static Controller controller(Optional<AcmeDirectory> directory, BiPredicate<Snapshot, Ingress> served, Optional<String> platform) {
        return Controller.named("certificate-order").reconciles(Types.INGRESSES)
                .alsoWatches(Types.SECRETS, (secret, snapshot) -> naming(snapshot, secret))
                .workers(2).with(new CertificateReconciler(directory.map(AcmeClient::new), served, platform));
    }

    /// A certificate that somebody takes away is asked for again.
    private static Stream<ClusterKey> naming(Snapshot snapshot, Secret secret) {
        return snapshot.list(Types.INGRESSES, secret.getMetadata().getNamespace()).stream().filter(WantedCertificate::asked)
                .filter(ingress -> WantedCertificate.of(ingress).stream().anyMatch(wanted -> wanted.secret().equals(secret.getMetadata().getName())))
                .map(ingress -> new ClusterKey(snapshot.cluster(), ingress.getMetadata().getNamespace(), ingress.getMetadata().getName()));
    }

    @Override
    public ResourceType<Ingress> type() {
        return Types.INGRESSES;
    }

    @Override
    public Outcome reconcile(Turn turn, Ingress ingress) throws InterruptedException {
        if (!WantedCertificate.asked(ingress) || ingress.getMetadata().getDeletionTimestamp() != null || !served.test(turn.snapshot(), ingress)) {
            return Outcome.SETTLED;
        }
        if (server.isEmpty()) {
            turn.event(ingress, Severity.Warning, "CertificateNotOrdered",
                    "this installation has no ACME server: its operator names one by MARINA_ACME_DIRECTORY");
            return Outcome.SETTLED;
        }
        List<Duration> next = new ArrayList<>();
        for (WantedCertificate wanted : WantedCertificate.of(ingress)) {
            Optional<String> unfit = wanted.unfit(ingress, platform);
            if (unfit.isPresent()) {
                turn.event(ingress, Severity.Warning, "CertificateNotOrdered", "spec.tls for Secret %s: %s".formatted(wanted.secret(), unfit.get()));
                continue;
            }
            new CertificateSteps(server.get(), turn, ingress, wanted).next().ifPresent(next::add);
        }
        return next.stream().min(Duration::compareTo).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }
}
