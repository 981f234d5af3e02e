package dev.marina.apiserver.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.Verdict;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.http.Target;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Writes into a request who asks, and when it was decided; says who may approve and sign for which signer. The cluster's own
/// signers answer in the same write that approves, so that an approved request of theirs has its certificate at once. Upstream's
/// plugins CertificateApproval, CertificateSigning and CertificateSubjectRestriction, what NodeRestriction says of requests, and its
/// controllers csrsigning.
public final class CertificateAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    private static final GroupResource REQUESTS = new GroupResource("certificates.k8s.io", "certificatesigningrequests");
    private static final GroupVersionResource SIGNERS = new GroupVersionResource("certificates.k8s.io", "*", "signers");

    private final Authorizer authorizer;
    private final ClusterSigners signers;
    private final Clock clock;

    public CertificateAdmission(Authorizer authorizer, Clock clock) {
        this.authorizer = authorizer;
        this.signers = new ClusterSigners(clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(REQUESTS) && request.operation() != AdmissionRequest.Operation.DELETE;
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Document object = request.object();
        return switch (request.operation()) {
            case CREATE -> asked(object, request.identity());
            case UPDATE -> switch (request.subresource()) {
                case "approval" -> signed(stamped(object, request.stored().orElseThrow()), request);
                case "status" -> stamped(object, request.stored().orElseThrow());
                default -> object;
            };
            case DELETE, CONNECT -> object;
        };
    }

    private static Document asked(Document object, Identity identity) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            spec.remove(List.of("username", "uid", "groups", "extra"));
            spec.put("username", identity.user());
            if (!identity.uid().isEmpty()) {
                spec.put("uid", identity.uid());
            }
            identity.groups().forEach(spec.putArray("groups")::add);
            if (!identity.extra().isEmpty()) {
                ObjectNode extra = spec.putObject("extra");
                identity.extra().forEach((key, values) -> values.forEach(extra.withArrayProperty(key)::add));
            }
        });
    }

    /// With the times of conditions that say none.
    private Document stamped(Document object, Document stored) {
        if (object.at("status", "conditions").isEmpty()) {
            return object;
        }
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return object.edited(root -> root.path("status").path("conditions").forEach(node -> {
            ObjectNode condition = (ObjectNode) node;
            if (condition.path("lastUpdateTime").asText("").isEmpty()) {
                condition.put("lastUpdateTime", now);
            }
            if (condition.path("lastTransitionTime").asText("").isEmpty()) {
                condition.put("lastTransitionTime", transition(condition, stored).orElse(now));
            }
        }));
    }

    private static Optional<String> transition(JsonNode condition, Document stored) {
        return stored.at("status", "conditions").valueStream()
                .filter(old -> old.path("type").equals(condition.path("type")) && old.path("status").equals(condition.path("status")))
                .map(old -> old.path("lastTransitionTime").asText("")).filter(time -> !time.isEmpty()).findFirst();
    }

    private Document signed(Document object, AdmissionRequest request) {
        boolean open = has(object, "Approved") && !has(object, "Denied") && !has(object, "Failed") && object.text("status", "certificate").isEmpty();
        if (!open || mayNot("approve", request)) {
            return object;
        }
        return switch (signers.sign(object, request.view().record())) {
            case ClusterSigners.Answer.NotOurs _ -> object;
            case ClusterSigners.Answer.Signed signed -> object.edited(root -> root.withObjectProperty("status").put("certificate", signed.certificate()));
            case ClusterSigners.Answer.Refused refused -> object.edited(root -> {
                String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
                ArrayNode conditions = root.withObjectProperty("status").withArrayProperty("conditions");
                conditions.addObject().put("type", "Failed").put("status", "True").put("reason", "SignerValidationFailure").put("message", refused.why())
                        .put("lastUpdateTime", now).put("lastTransitionTime", now);
            });
        };
    }

    private static boolean has(Document object, String type) {
        return object.at("status", "conditions").valueStream().anyMatch(condition -> condition.path("type").asText().equals(type));
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        String signer = request.object().text("spec", "signerName");
        if (request.operation() == AdmissionRequest.Operation.CREATE) {
            return signers.forbidden(request.object(), request.identity()).<Verdict>map(Verdict.Deny::new).orElse(Verdict.FINE);
        }
        boolean denied = switch (request.subresource()) {
            case "approval" -> mayNot("approve", request) || foreign(request);
            case "status" -> signs(request) && mayNot("sign", request);
            default -> false;
        };
        return denied
                ? new Verdict.Deny("user not permitted to %s requests with signerName \"%s\"".formatted(
                        request.subresource().equals("approval") ? "approve" : "sign", signer))
                : Verdict.FINE;
    }

    /// Whether somebody else than the cluster's own signers has put a certificate in on the way.
    private boolean foreign(AdmissionRequest request) {
        boolean added = !request.stored().orElseThrow().at("status", "certificate").equals(request.object().at("status", "certificate"));
        return added && !signers.issued(request.object(), request.view().record());
    }

    private static boolean signs(AdmissionRequest request) {
        Document stored = request.stored().orElseThrow();
        return !stored.at("status", "certificate").equals(request.object().at("status", "certificate"))
                || has(request.object(), "Failed") && !has(stored, "Failed");
    }

    /// For the signer, or for all of its domain.
    private boolean mayNot(String verb, AdmissionRequest request) {
        String signer = request.stored().orElseThrow().text("spec", "signerName");
        String domain = signer.split("/")[0] + "/*";
        return List.of(signer, domain).stream().noneMatch(name -> authorizer
                .decide(request.identity(), new Target.Resource(verb, SIGNERS, "", name, ""), request.view()).allowed());
    }
}
