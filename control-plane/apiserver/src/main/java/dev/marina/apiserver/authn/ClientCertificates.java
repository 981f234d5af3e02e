package dev.marina.apiserver.authn;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.machine.JoinedMachines;
import dev.marina.apiserver.pki.CertificateAuthority;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.Subject;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Client certificates, checked with every request against the authority of the path's cluster. CN is the user and O the
/// groups, but for people (`O=marina:user`), whose groups are those of their membership at this moment. Whether the signature
/// is good is remembered with the connection; dates and memberships are looked at each time.
public final class ClientCertificates implements Authenticator {

    public static final String PERSON = "marina:user";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final ClusterStore store;
    private final TenantMembers members;
    private final JoinedMachines joined;
    private final Clock clock;

    public ClientCertificates(ClusterStore store, TenantMembers members, JoinedMachines joined, Clock clock) {
        this.store = store;
        this.members = members;
        this.joined = joined;
        this.clock = clock;
    }

    @Override
    public Optional<Identity> authenticate(ApiRequest request) {
        if (!(request.peer() instanceof Peer.Remote remote) || remote.chain().isEmpty()) {
            return Optional.empty();
        }
        X509Certificate certificate = remote.chain().getFirst();
        Date now = Date.from(clock.instant());
        if (now.after(certificate.getNotAfter())) {
            throw ended(request, remote, certificate);
        }
        if (now.before(certificate.getNotBefore())) {
            throw StatusException.unauthorized();
        }
        if (request.cluster().isPresent() && signedBy(remote, certificate, request.requireCluster())) {
            Subject subject = subject(remote, certificate);
            if (!joined.takes(request.requireCluster(), subject, certificate)) {
                throw JoinedMachines.refusal(subject);
            }
            return Optional.of(identity(request.requireCluster(), subject));
        }
        return Optional.of(stranger(remote, certificate));
    }

    private static StatusException ended(ApiRequest request, Peer.Remote remote, X509Certificate certificate) {
        return request.cluster().isPresent() && signedBy(remote, certificate, request.requireCluster())
                ? JoinedMachines.refusal(subject(remote, certificate))
                : StatusException.unauthorized();
    }

    private Identity identity(ClusterRecord cluster, Subject subject) {
        if (!subject.organizations().contains(PERSON)) {
            Identity.Proof proof = subject.unit().equals(CertificateAuthority.REQUESTED) ? Identity.Proof.REQUESTED_CERTIFICATE : Identity.Proof.CERTIFICATE;
            return Identity.authenticated(subject.commonName(), "", subject.organizations(), Map.of(), proof);
        }
        List<String> groups = members.groups(cluster.tenant(), subject).orElse(List.of());
        return Identity.authenticated(subject.commonName(), subject.uid(), groups, Map.of(), Identity.Proof.MEMBER_CERTIFICATE);
    }

    /// A certificate of another cluster proves who somebody is, and that they are a stranger here. They must not learn whether
    /// this cluster exists, so the answer does not depend on it.
    private Identity stranger(Peer.Remote remote, X509Certificate certificate) {
        Optional<ClusterRecord> home = ClusterKeys.Issuer.of(certificate).flatMap(issuer -> store.find(issuer.tenant(), issuer.cluster()))
                .filter(cluster -> cluster.state() == ClusterRecord.State.ACTIVE);
        if (home.isEmpty() || !signedBy(remote, certificate, home.get())) {
            throw StatusException.unauthorized();
        }
        return Identity.authenticated(Subject.of(certificate).commonName(), "", List.of(), Map.of(), Identity.Proof.FOREIGN);
    }

    private static Subject subject(Peer.Remote remote, X509Certificate certificate) {
        return remote.connection().remember(Subject.class, _ -> Subject.of(certificate));
    }

    private record SignatureOf(ClusterId cluster) {}

    private static boolean signedBy(Peer.Remote remote, X509Certificate certificate, ClusterRecord cluster) {
        return remote.connection().remember(new SignatureOf(cluster.id()), _ -> verify(certificate, cluster));
    }

    private static boolean verify(X509Certificate certificate, ClusterRecord cluster) {
        try {
            X509Certificate authority = Pem.certificate(ClusterKeys.authorityPem(cluster));
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal()) || certificate.getBasicConstraints() >= 0
                    || purposes == null || !purposes.contains(CLIENT_AUTH)) {
                return false;
            }
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
