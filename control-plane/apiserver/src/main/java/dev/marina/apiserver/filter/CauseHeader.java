package dev.marina.apiserver.filter;

import dev.marina.api.Cause;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;

/// Believes `Marina-Cause` from our own components; everybody else's requests are their own cause.
public final class CauseHeader implements Filter {

    public static final String NAME = "marina-cause";
    private static final int LONGEST = 200;

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        String claimed = request.headers().first(NAME);
        if (claimed.isEmpty() || claimed.length() > LONGEST || !request.requireIdentity().ownComponent()) {
            return next.handle(request);
        }
        return next.handle(request.withCause(new Cause(claimed)));
    }
}
