package dev.marina.apiserver.filter;

import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import java.util.function.Predicate;

/// Keeps strangers out before anything of the cluster is looked at: whoever is no member of the path's tenant gets the same
/// answer whether the cluster exists or not. In a tenant that is suspended members and their workloads are told so, and get no further;
/// the platform's own, which takes the nodes away, goes on.
public final class Membership implements Filter {

    private final Predicate<String> suspended;

    /// @param suspended whether a tenant is, at this moment
    public Membership(Predicate<String> suspended) {
        this.suspended = suspended;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        Identity identity = request.requireIdentity();
        if (request.tenant().isEmpty() || identity.anonymous()) {
            return next.handle(request);
        }
        if (!belongs(identity, request.tenant())) {
            throw new StatusException(403, "Forbidden", "User \"%s\" is not a member of tenant \"%s\"".formatted(identity.user(), request.tenant()),
                    StatusException.Details.EMPTY);
        }
        if (identity.tenants() && suspended.test(request.tenant())) {
            throw new StatusException(403, "Forbidden", "tenant \"%s\" is suspended; an owner resumes it in the console or by REST".formatted(request.tenant()),
                    StatusException.Details.EMPTY);
        }
        if (request.cluster().isEmpty()) {
            throw new StatusException(404, "NotFound", "tenant \"%s\" has no cluster \"%s\"".formatted(request.tenant(), request.clusterName()),
                    StatusException.Details.EMPTY);
        }
        return next.handle(request);
    }

    private static boolean belongs(Identity identity, String tenant) {
        return switch (identity.by()) {
            case CERTIFICATE, REQUESTED_CERTIFICATE, SERVICE_ACCOUNT_TOKEN, BOOTSTRAP_TOKEN, IMPERSONATION, IN_PROCESS -> true;
            case OIDC_TOKEN, MEMBER_CERTIFICATE -> identity.groups().stream().anyMatch(group -> group.startsWith("marina:" + tenant + ":"));
            case NONE, FOREIGN -> false;
        };
    }
}
