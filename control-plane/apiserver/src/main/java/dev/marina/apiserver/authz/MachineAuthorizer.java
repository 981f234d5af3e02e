package dev.marina.apiserver.authz;

import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import dev.marina.model.Machine;
import java.util.List;
import java.util.Set;

/// What the agent of a machine may do in the management cluster: announce its own Machine, read it, report in its status, renew
/// its own Lease, renew its certificate, and ask for the identities of the nodes that it lists. Which nodes these are, others say.
final class MachineAuthorizer {

    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> WRITE = Set.of("update", "patch");

    Decision decide(Identity machine, Target target) {
        return switch (target) {
            case Target.NonResource path -> path.verb().equals("get") ? Decision.allow("machine reads discovery") : Decision.noOpinion(List.of());
            case Target.Resource resource -> decide(machine.machineName(), resource);
        };
    }

    private static Decision decide(String machine, Target.Resource target) {
        String combined = target.groupResource() + (target.subresource().isEmpty() ? "" : "/" + target.subresource());
        String verb = target.verb();
        boolean own = !machine.isEmpty() && target.name().equals(machine);
        boolean allowed = switch (combined) {
            // a created object's name is in its body: admission looks at it
            case "machines.marina.dev" -> verb.equals("create") || READ.contains(verb) && own;
            case "machines.marina.dev/status" -> (WRITE.contains(verb) || verb.equals("get")) && own;
            case "machines.marina.dev/nodecredentials", "machines.marina.dev/credentials" -> verb.equals("create") && own;
            case "leases.coordination.k8s.io" ->
                target.namespace().equals(Machine.LEASES) && (verb.equals("create") || (WRITE.contains(verb) || verb.equals("get")) && own);
            // the storage driver looks for volumes of clusters that are gone
            case "clusters.marina.dev" -> READ.contains(verb);
            case "selfsubjectreviews.authentication.k8s.io", "selfsubjectaccessreviews.authorization.k8s.io" -> verb.equals("create");
            default -> false;
        };
        return allowed ? Decision.allow("machine authorizer") : Decision.deny("machine \"%s\" has nothing to do with this object".formatted(machine));
    }
}
