package dev.marina.apiserver.machine;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.pki.CertificateAuthority;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.apiserver.pki.Subject;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Certificates of machines that have joined, and of the nodes that these realise. Each is good as long as the Machine has the key that it joined with,
/// and a node's as long as the Machine has the node, which is looked at with every request: nobody who has left goes on with what they have.
/// The installation's own machine joins nothing, and has no such certificates.
public final class JoinedMachines {

    /// How a machine is called whose agent the installation itself starts.
    public static final String OWN = "local";
    static final GroupVersionResource MACHINES = new GroupVersionResource("marina.dev", "v1", "machines");

    private static final String USER = "marina:machine:";
    private static final String GROUP = "marina:machines";
    private static final String MACHINE_UNIT = "marina:joined";
    private static final String NODE_UNIT = "marina:of-machine:";
    private static final Duration MACHINE_LIFE = Duration.ofDays(30);

    private final ManagementReader management;

    public JoinedMachines(ManagementReader management) {
        this.management = management;
    }

    /// Of the management cluster.
    static X509Certificate issue(CertificateAuthority authority, String machine, PublicKey key, Clock clock) {
        return authority.issueClient(new CertificateAuthority.Holder(USER + machine, "", List.of(GROUP), MACHINE_UNIT), key, MACHINE_LIFE, clock);
    }

    /// Of a tenant's cluster, for a node of this machine.
    public static X509Certificate issue(CertificateAuthority authority, Document machine, String node, SigningRequest request, Duration life, Clock clock) {
        Optional<String> key = Optional.ofNullable(machine.annotations().get(Machine.KEY_HASH));
        return authority.issueClient(new CertificateAuthority.Holder("system:node:" + node, key.orElse(""), List.of("system:nodes"),
                key.isEmpty() ? "" : NODE_UNIT + machine.name()), request.key(), life, clock);
    }

    /// Whether nothing speaks against a certificate whose signature and dates are good.
    ///
    /// @param cluster whose authority has signed it
    public boolean takes(ClusterRecord cluster, Subject subject, X509Certificate certificate) {
        if (subject.unit().equals(MACHINE_UNIT)) {
            return takes(subject, certificate);
        }
        return !subject.unit().startsWith(NODE_UNIT) || has(subject.unit().substring(NODE_UNIT.length()), subject, cluster);
    }

    /// Of a machine, for the management cluster.
    public boolean takes(Subject subject, X509Certificate certificate) {
        return !subject.unit().equals(MACHINE_UNIT)
                || subject.commonName().startsWith(USER)
                        && key(subject.commonName().substring(USER.length())).filter(Hashes.of(certificate.getPublicKey())::equals)
                                .isPresent();
    }

    /// What is said to whom [#takes] or the dates speak against. A machine that had joined hears that it is one no more, so that it ends what it still
    /// runs; the certificate shows that it was in.
    ///
    /// @param subject of a certificate that the cluster's authority has signed
    public static StatusException refusal(Subject subject) {
        if (!subject.unit().equals(MACHINE_UNIT) || !subject.commonName().startsWith(USER)) {
            return StatusException.unauthorized();
        }
        String words = ("machine \"%s\" is none of this installation any more: it was removed, another one has joined under its name, or its certificate has "
                + "ended; ./marina join lets it in again").formatted(subject.commonName().substring(USER.length()));
        return new StatusException(401, "Unauthorized", words,
                StatusException.Details.EMPTY.withCauses(List.of(new StatusException.StatusCause(Machine.LEFT_OUT, words, ""))));
    }

    private Optional<String> key(String machine) {
        return find(machine).map(present -> present.annotations().get(Machine.KEY_HASH));
    }

    private boolean has(String machine, Subject node, ClusterRecord cluster) {
        return find(machine).filter(present -> node.uid().equals(present.annotations().get(Machine.KEY_HASH)))
                .filter(present -> present.at("spec", "nodes").valueStream()
                        .anyMatch(assigned -> assigned.path("clusterId").asText().equals(cluster.id().value())
                                && node.commonName().equals("system:node:" + assigned.path("name").asText())))
                .isPresent();
    }

    private Optional<Document> find(String machine) {
        return management.find(MACHINES, "", machine);
    }
}
