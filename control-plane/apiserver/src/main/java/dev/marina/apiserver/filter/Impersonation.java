package dev.marina.apiserver.filter;

import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.audit.AuditNotes;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `Impersonate-User` and `Impersonate-Group`: who may `impersonate` somebody in this cluster becomes them, with nothing of
/// their own, and with nothing that is believed of the platform's parts alone. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
public final class Impersonation implements Filter {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final Authorizer authorizer;
    private final ClusterViews views;

    public Impersonation(Authorizer authorizer, ClusterViews views) {
        this.authorizer = authorizer;
        this.views = views;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        String user = request.headers().first("impersonate-user");
        List<String> groups = request.headers().all("impersonate-group");
        if (user.isEmpty() && groups.isEmpty()) {
            return next.handle(request);
        }
        if (user.isEmpty() || request.cluster().isEmpty()) {
            throw StatusException.badRequest("impersonation of groups needs a user");
        }
        ClusterView view = views.current(request.requireCluster());
        if (user.startsWith(SERVICE_ACCOUNT)) {
            String[] parts = user.substring(SERVICE_ACCOUNT.length()).split(":", 2);
            require(request, view, "serviceaccounts", parts[0], parts.length == 2 ? parts[1] : "");
        } else {
            require(request, view, "users", "", user);
        }
        groups.forEach(group -> require(request, view, "groups", "", group));
        List<String> all = new ArrayList<>(groups);
        if (user.startsWith(SERVICE_ACCOUNT) && groups.isEmpty()) {
            all.add("system:serviceaccounts");
            all.add("system:serviceaccounts:" + user.substring(SERVICE_ACCOUNT.length()).split(":", 2)[0]);
        }
        Identity impersonated = Identity.authenticated(user, "", all, Map.of(), Identity.Proof.IMPERSONATION);
        AuditNotes.impersonated(impersonated);
        return next.handle(request.withIdentity(impersonated));
    }

    private void require(ApiRequest request, ClusterView view, String resource, String namespace, String name) {
        Target.Resource target = new Target.Resource("impersonate", new GroupVersionResource("", "v1", resource), namespace, name, "");
        if (!authorizer.decide(request.requireIdentity(), target, view).allowed()) {
            String scope = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"%s\"".formatted(namespace);
            throw StatusException.forbidden(target.groupResource(), name, "User \"%s\" cannot impersonate resource \"%s\" in API group \"\" %s".formatted(
                    request.requireIdentity().user(), resource, scope));
        }
    }
}
