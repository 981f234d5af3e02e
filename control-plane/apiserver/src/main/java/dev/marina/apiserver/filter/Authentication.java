package dev.marina.apiserver.filter;

import dev.marina.apiserver.authn.Authenticator;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.course.CourseNotes;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import java.util.List;
import java.util.Optional;

/// The first authenticator that finds a proof of its kind says who it is; nobody's proof means anonymous.
public final class Authentication implements Filter {

    private final List<Authenticator> authenticators;

    public Authentication(List<Authenticator> authenticators) {
        this.authenticators = authenticators;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        for (Authenticator authenticator : authenticators) {
            Optional<Identity> identity = authenticator.authenticate(request);
            if (identity.isPresent()) {
                CourseNotes.authenticated(identity.get());
                return next.handle(request.withIdentity(identity.get()));
            }
        }
        CourseNotes.authenticated(Identity.ANONYMOUS);
        return next.handle(request.withIdentity(Identity.ANONYMOUS));
    }
}
