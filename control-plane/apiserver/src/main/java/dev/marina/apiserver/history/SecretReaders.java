package dev.marina.apiserver.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authn.TenantMembers;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import java.util.List;
import java.util.Map;

/// What Secrets said is for those who may read them now: the person for whom tenancy asks (`subject` and `email`), if they are named.
public final class SecretReaders {

    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final List<String> SAID = List.of("data", "stringData");
    /// kubectl puts the whole object there.
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final TenantMembers members;
    private final Authorizer authorizer;

    public SecretReaders(TenantMembers members, Authorizer authorizer) {
        this.members = members;
        this.authorizer = authorizer;
    }

    /// Whether what an object says has to be left out.
    public interface Veil {
        boolean over(ObjectKey key);
    }

    /// For a cluster in which nobody may read anything any more.
    public static Veil overAllSecrets() {
        return key -> key.resource().equals(SECRETS);
    }

    public Veil of(Query query, String tenant, ClusterView view) {
        String subject = query.text("subject");
        String email = query.text("email");
        if (subject.isEmpty()) {
            return overAllSecrets();
        }
        Identity person = Identity.authenticated(email, subject, members.groups(tenant, subject, email).orElse(List.of()), Map.of(), Identity.Proof.OIDC_TOKEN);
        return key -> key.resource().equals(SECRETS) && !authorizer.decide(person,
                new Target.Resource("get", new GroupVersionResource("", "v1", "secrets"), key.namespace(), key.name(), ""), view).allowed();
    }

    public static void veil(ObjectNode object) {
        object.remove(SAID);
        if (object.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(APPLIED);
        }
    }
}
