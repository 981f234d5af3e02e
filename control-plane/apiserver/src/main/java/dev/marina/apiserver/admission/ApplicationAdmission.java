package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.types.applications.ApplicationType;
import dev.marina.model.Application;
import java.util.Optional;
import java.util.Set;

/// Notes on an application of a chart or a folder who has asked for what it is: what it makes is applied with their rights. Nobody else's name can stand
/// there, and what has become of it is written by its controller alone, which believes it.
public final class ApplicationAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    private static final String STATUS = "status";
    /// Whose groups are what the tenant gives them, and may be others later.
    private static final Set<Identity.Proof> MEMBERS = Set.of(Identity.Proof.OIDC_TOKEN, Identity.Proof.MEMBER_CERTIFICATE);

    @Override
    public String name() {
        return "Application";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(ApplicationType.DEFINITION.groupResource())
                && (request.operation() == AdmissionRequest.Operation.CREATE || request.operation() == AdmissionRequest.Operation.UPDATE)
                && request.object().has("spec", "source");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        return noted(request.object(), expected(request));
    }

    /// Whoever changes what is wanted, or whoever did before. The platform itself asks for nothing.
    private static Optional<String> expected(AdmissionRequest request) {
        Optional<Document> stored = request.operation() == AdmissionRequest.Operation.CREATE ? Optional.empty() : request.stored();
        boolean asks = stored.isEmpty() || !stored.get().at("spec").equals(request.object().at("spec"));
        return asks && request.identity().by() != Identity.Proof.IN_PROCESS
                ? Optional.of(asker(request.identity()))
                : stored.map(before -> before.text("metadata", "annotations", Application.ASKED_BY)).filter(text -> !text.isEmpty());
    }

    private static Document noted(Document application, Optional<String> asker) {
        if (asker.isEmpty() && !application.annotations().containsKey(Application.ASKED_BY)) {
            return application;
        }
        return application.edited(root -> {
            ObjectNode annotations = root.withObjectProperty("metadata").withObjectProperty("annotations");
            asker.ifPresentOrElse(text -> annotations.put(Application.ASKED_BY, text), () -> annotations.remove(Application.ASKED_BY));
        });
    }

    private static String asker(Identity identity) {
        ObjectNode asker = Document.mapper().createObjectNode().put("user", identity.user()).put("uid", identity.uid())
                .put("member", MEMBERS.contains(identity.by()));
        identity.groups().forEach(asker.putArray("groups")::add);
        return asker.toString();
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        if (!expected(request).orElse("").equals(request.object().text("metadata", "annotations", Application.ASKED_BY))) {
            return new Verdict.Deny("who has asked for an application is noted by the API alone");
        }
        boolean platform = request.identity().by() == Identity.Proof.IN_PROCESS;
        boolean create = request.operation() == AdmissionRequest.Operation.CREATE;
        boolean written = !create && !request.stored().orElse(request.object()).at(STATUS).equals(request.object().at(STATUS));
        return platform || !written ? Verdict.FINE : new Verdict.Deny("the status of an application with a source is written by its controller alone");
    }
}
