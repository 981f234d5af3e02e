package dev.marina.tenancy.management;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Bulkhead;

/// What every call to the control plane passes through, so that one that hangs takes no more threads than leave some for who needs
/// neither it nor Keycloak. Who comes then is told so at once.
@ApplicationScoped
public class ControlPlaneCalls {

    /// Less than a third of the threads that the server answers with: half of them may wait for Keycloak.
    private static final int AT_ONCE = 60;

    @Bulkhead(AT_ONCE)
    public <T> T ask(Supplier<T> question) {
        return question.get();
    }
}
