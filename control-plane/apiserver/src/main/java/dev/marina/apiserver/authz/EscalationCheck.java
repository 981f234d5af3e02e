package dev.marina.apiserver.authz;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.endpoint.WriteRules;
import dev.marina.apiserver.http.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Nobody writes a role with more rights than their own, or binds a role with more, unless they may `escalate` or `bind` it; see also
/// [ParameterRights], [ClaimStatusRights] and [AdminAccessRights].
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
public final class EscalationCheck implements WriteRules {

    private static final Set<GroupResource> CONCERNED = Set.of(Rbac.CLUSTER_ROLES, Rbac.ROLES, Rbac.CLUSTER_ROLE_BINDINGS, Rbac.ROLE_BINDINGS);

    private final Authorizer authorizer;
    private final ParameterRights parameters;
    private final ClaimStatusRights claims;

    public EscalationCheck(Authorizer authorizer, TypeMachinery types) {
        this.authorizer = authorizer;
        this.parameters = new ParameterRights(authorizer, types);
        this.claims = new ClaimStatusRights(authorizer);
    }

    @Override
    public void check(AdmissionRequest request) {
        parameters.check(request);
        claims.check(request);
        AdminAccessRights.check(request);
        if (!CONCERNED.contains(request.resource()) || request.identity().in(Authorizer.MASTERS) || request.identity().by() == Identity.Proof.IN_PROCESS) {
            return;
        }
        boolean role = request.resource().equals(Rbac.CLUSTER_ROLES) || request.resource().equals(Rbac.ROLES);
        if (request.stored().isPresent() && unchanged(request, role)) {
            return;
        }
        Document object = request.object();
        GroupResource roleType = role ? request.resource() : object.text("roleRef", "kind").equals("Role") ? Rbac.ROLES : Rbac.CLUSTER_ROLES;
        String roleName = role ? request.name() : object.text("roleRef", "name");
        Target target = new Target.Resource(role ? "escalate" : "bind", roleType.withVersion("v1"), request.namespace(), roleName, "");
        if (authorizer.decide(request.identity(), target, request.view()).allowed()) {
            return;
        }
        List<PolicyRule> wanted = role
                ? PolicyRule.listOf(object.at("rules"))
                : authorizer.rulesOfRole(object.text("roleRef", "kind"), roleName, request.namespace(), request.view());
        if (role && object.has("aggregationRule")) {
            wanted = List.of(new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()));
        }
        List<PolicyRule> missing = PolicyRule.uncovered(authorizer.rules(request.identity(), request.namespace(), request.view()), wanted);
        if (!missing.isEmpty()) {
            throw StatusException.forbidden(request.resource(), request.name(),
                    "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s".formatted(request.identity().user(),
                            request.identity().groups().stream().map(group -> '"' + group + '"').toList(),
                            missing.stream().map(PolicyRule::toString).collect(Collectors.joining("\n"))));
        }
    }

    @Override
    public void requireCreate(AdmissionRequest request) {
        Target.Resource target = new Target.Resource("create", request.resource().withVersion(""), request.namespace(), request.name(), request.subresource());
        Decision decision = authorizer.decide(request.identity(), target, request.view());
        if (!decision.allowed()) {
            throw StatusException.forbidden(request.resource(), request.name(), "User \"%s\" cannot create resource \"%s\" in API group \"%s\" %s".formatted(
                    request.identity().user(), request.resource().resource(), request.resource().group(),
                    request.namespace().isEmpty() ? "at the cluster scope" : "in the namespace \"%s\"".formatted(request.namespace())));
        }
    }

    private static boolean unchanged(AdmissionRequest request, boolean role) {
        Document stored = request.stored().orElseThrow();
        List<String> fields = role ? List.of("rules", "aggregationRule") : List.of("roleRef", "subjects");
        return fields.stream().allMatch(field -> stored.at(field).equals(request.object().at(field)));
    }
}
