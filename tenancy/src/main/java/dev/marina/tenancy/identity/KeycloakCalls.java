package dev.marina.tenancy.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Bulkhead;

/// What every call to Keycloak passes through, so that an outage of it is not one of everything: at no time do more requests wait for it than
/// leave threads for those that do not need it. Who comes then is told so at once.
@ApplicationScoped
public class KeycloakCalls {

    /// Half of the threads that the server answers with.
    private static final int AT_ONCE = 100;

    @Bulkhead(AT_ONCE)
    public <T> T ask(Supplier<T> question) {
        return question.get();
    }
}
